using Dapper;
using Datarun.Reports.Burden;
using Datarun.Reports.BurdenBudgets;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.Reports.Validation;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Reports.Admission;

/// <summary>Reads what admission rests on. The form's own earlier version never counts against it.</summary>
public sealed class GatherFacts(Catalogue catalogue, Rules rules, Abbreviations abbreviations, TimeProvider clock)
{
    /// <summary>The facts about a form; null when its department is not known.</summary>
    public async Task<AdmissionFacts?> AboutAsync(string code, FormBody form, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (await FindPlaces.AreaOfAsync(connection, form.Department, cancel) is not { } area) return null;
        var (place, today) = (Place.Read(area)!, clock.Today());
        var known = await catalogue.ReadAsync(connection, cancel);
        Element[] asked = [.. form.Fields.Select(f => known.ByCode.GetValueOrDefault(f.Element)).OfType<Element>()];
        var formulas = new FormulasOfForm(form, known);
        using var rows = await connection.QueryMultipleAsync(new CommandDefinition(
            FactsSql.All,
            new
            {
                code, form.Department, form.Title, area, low = place.Low, high = place.High, today, year = today.Year, yearStart = new DateOnly(today.Year, 1, 1),
                ids = Array.ConvertAll(asked, e => e.Id), looked = asked.Concat(formulas.Leaves).Select(e => e.Id).Distinct().ToArray(),
                latest = asked.Where(e => e.LatestAnswers).Select(e => e.Id).ToArray(),
                basis = form.Emergency?.Basis ?? "", reason = form.Emergency?.Reason ?? "", enough = rules.Get(FormCost.Enough, today).Int,
            }, cancellationToken: cancel));
        var found = new Found(
            form, area, formulas, (await rows.ReadAsync<CollectorRow>()).ToLookup(r => r.Element), (await rows.ReadAsync<HoldingRow>()).ToLookup(r => r.Element),
            (await rows.ReadAsync<string>()).ToHashSet(StringComparer.Ordinal));
        var others = (await rows.ReadAsync<OtherRow>()).Select(r => r.Form).ToList();
        var measured = await rows.ReadSingleOrDefaultAsync<MeasureRow>();
        var levels = (await rows.ReadAsync<LevelRow>()).ToDictionary(r => (DivisionLevel)r.Level, r => new LevelUnits(r.Units, r.InCounty));
        var year = (await rows.ReadSingleAsync<YearRow>()).Year;
        List<FieldFacts> fields = [.. form.Fields.Select(f => found.About(f, known.ByCode.GetValueOrDefault(f.Element)))];
        // Only what nobody has yet may be something else that somebody has.
        var similar = await FindSimilar.ToAsync(
            [
                .. fields.Where(f => GiveVerdict.On(f, form.Level, today).Verdict == Verdict.NEW)
                    .Select(f => new WantedElement(f.Field.Element, f.Element?.Name ?? f.Field.Name ?? f.Field.Element, f.Field.Definition ?? "")),
            ], area, abbreviations, connection, cancel);
        return new AdmissionFacts(
            form, area, today, levels.GetValueOrDefault(form.Level)?.All ?? 0, fields.ConvertAll(f => f with { Similar = [.. similar[f.Field.Element]] }),
            Text.IsBlank(form.RankBy) ? null : known.ByCode.GetValueOrDefault(form.RankBy), others, rules)
        {
            Year = year, Levels = levels, QuotasOfRules = DemandsEvents.Of(form.Validations ?? [], known.ByCode),
            Budgets = await ReadBudgets.OfAsync(place, form.Level, form.Department, rules, connection, cancel),
            // Of a form with an element that nobody knows yet, nothing can have been measured.
            Measured = measured is null || asked.Length < form.Fields.Count ? new Measure(0, 0) : measured.Measure,
        };
    }

    /// <summary>What was found about the elements of a form.</summary>
    private sealed record Found(
        FormBody Form, string Area, FormulasOfForm Formulas, ILookup<int, CollectorRow> Collectors, ILookup<int, HoldingRow> Held, HashSet<string> Granted)
    {
        public FieldFacts About(FormField field, Element? element)
        {
            if (element is null) return new FieldFacts(field, null, [], [], false);
            var missing = Formulas.MissingFor(element, IsGiven);
            // Another body may be its source in this area (一数一源 by place).
            return new FieldFacts(
                field, element with { Source = element.SourceOf(Area) }, [.. Collectors[element.Id].Select(r => r.Collector)], [.. Held[element.Id].Select(r => r.Holding)],
                Granted.Contains(element.Code), missing is { Count: 0 })
            {
                NotCollected = missing ?? [], NeedsGrant = !element.IsCitizenId && element.ClosedUnder.Prepend(element).Any(NeedsGrantFor),
            };
        }

        private bool NeedsGrantFor(Element element) =>
            element.SharingClass != "UNCONDITIONAL" && element.SourceOf(Area) != Form.Department && !Granted.Contains(element.Code);

        private bool IsGiven(Element element) => element.ComesFromRosters || Collectors[element.Id].Any(c => Answers(element, (DivisionLevel)c.Level))
            || Held[element.Id].Any(h => h.BySystem && Answers(element, (DivisionLevel)h.Level));

        /// <summary>Whether what is given at a level answers for a unit of the form's.</summary>
        private bool Answers(Element element, DivisionLevel given) => given == Form.Level || (given > Form.Level && element.RollsUp);
    }

    private sealed record CollectorRow
    {
        public int Element { get; init; }
        public string Code { get; init; } = "";
        public string Department { get; init; } = "";
        public short Level { get; init; }
        public string Frequency { get; init; } = "";
        public DateTimeOffset AdmittedAt { get; init; }

        public Collector Collector => new(Code, Department, (DivisionLevel)Level, ChinaDay.Of(AdmittedAt)) { Frequency = Enum.Parse<Frequency>(Frequency) };
    }

    private sealed record HoldingRow
    {
        public int Element { get; init; }
        public short Level { get; init; }
        public DateOnly Newest { get; init; }
        public bool BySystem { get; init; }
        public long Units { get; init; }

        public Holding Holding => new((DivisionLevel)Level, Newest, BySystem) { Units = Units };
    }

    private sealed record MeasureRow
    {
        public int Filings { get; init; }
        public decimal Minutes { get; init; }

        public Measure Measure => new(Filings, Minutes);
    }

    private sealed record LevelRow
    {
        public short Level { get; init; }
        public long Units { get; init; }
        public long InCounty { get; init; }
    }

    private sealed record YearRow
    {
        public int Emergencies { get; init; }
        public string[] Unreported { get; init; } = [];
        public int OneOffs { get; init; }
        public bool HasList { get; init; }
        public string? ListedAs { get; init; }

        public YearFacts Year => new(Emergencies, Unreported, OneOffs, HasList, ListedAs is null ? null : Enum.Parse<Frequency>(ListedAs));
    }

    private sealed record OtherRow
    {
        public string Code { get; init; } = "";
        public string Department { get; init; } = "";
        public string Area { get; init; } = "";
        public short Level { get; init; }
        public string Frequency { get; init; } = "";
        public decimal MinutesPerUnit { get; init; }
        public long Units { get; init; }
        public bool IsMeasured { get; init; }

        public OtherForm Form => new(Code, Department, Area, (DivisionLevel)Level, Enum.Parse<Frequency>(Frequency), MinutesPerUnit, Units)
        {
            Basis = IsMeasured ? CostBasis.MEASURED : CostBasis.CLAIMED,
        };
    }
}
