using Dapper;
using Datarun.Reports.Burden;
using Datarun.Reports.BurdenBudgets;
using Datarun.Reports.Catalogues;
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
        var elements = known.ByCode;
        var ids = form.Fields.Select(f => elements.GetValueOrDefault(f.Element)?.Id).OfType<int>().ToArray();
        var formulas = new FormulasOfForm(form, known);
        var ranked = Text.IsBlank(form.RankBy) ? null : elements.GetValueOrDefault(form.RankBy);
        var about = new
        {
            code, ids, looked = ids.Concat(formulas.Leaves.Select(e => e.Id)).Distinct().ToArray(), latest = elements.Values.Where(e => e.LatestAnswers && ids.Contains(e.Id)).Select(e => e.Id).ToArray(), area, today,
            low = place.Low, high = place.High, department = form.Department, form.Title, basis = form.Emergency?.Basis ?? "", reason = form.Emergency?.Reason ?? "", year = today.Year, yearStart = new DateOnly(today.Year, 1, 1),
            enough = rules.Get(FormCost.Enough, today).Int,
        };
        using var rows = await connection.QueryMultipleAsync(new CommandDefinition(Sql, about, cancellationToken: cancel));
        var collectors = (await rows.ReadAsync<CollectorRow>()).ToLookup(r => r.Element);
        var held = (await rows.ReadAsync<HoldingRow>()).ToLookup(r => r.Element);
        var granted = (await rows.ReadAsync<string>()).ToHashSet(StringComparer.Ordinal);
        var others = (await rows.ReadAsync<OtherRow>()).Select(r => r.Form).ToList();
        var measured = await rows.ReadSingleOrDefaultAsync<MeasureRow>();
        var levels = (await rows.ReadAsync<LevelRow>()).ToDictionary(r => (DivisionLevel)r.Level, r => new LevelUnits(r.Units, r.InCounty));
        var year = (await rows.ReadSingleAsync<YearRow>()).Year;
        var fields = form.Fields.Select(field =>
        {
            var element = elements.GetValueOrDefault(field.Element);
            var missing = element is null ? null : formulas.MissingFor(element, leaf => leaf.ComesFromRosters
                || collectors[leaf.Id].Any(c => Gives(leaf, (DivisionLevel)c.Level, form.Level)) || held[leaf.Id].Any(h => h.BySystem && Gives(leaf, (DivisionLevel)h.Level, form.Level)));
            // Another body may be its source in this area (一数一源 by place).
            return element is null
                ? new FieldFacts(field, null, [], [], false)
                : new FieldFacts(
                    field, element with { Source = element.SourceOf(area) }, [.. collectors[element.Id].Select(r => r.Collector)],
                    [.. held[element.Id].Select(r => r.Holding)], granted.Contains(element.Code), missing is { Count: 0 })
                {
                    NotCollected = missing ?? [],
                    NeedsGrant = !element.IsCitizenId && element.ClosedUnder.Prepend(element).Any(e => e.SharingClass != "UNCONDITIONAL" && e.SourceOf(area) != form.Department && !granted.Contains(e.Code)),
                };
        }).ToList();
        // Only what nobody has yet may be something else that somebody has.
        var similar = await FindSimilar.ToAsync(
            [
                .. fields.Where(f => GiveVerdict.On(f, form.Level, today).Verdict == Verdict.NEW)
                    .Select(f => new WantedElement(f.Field.Element, f.Element?.Name ?? f.Field.Name ?? f.Field.Element, f.Field.Definition ?? "")),
            ], area, abbreviations, connection, cancel);
        return new AdmissionFacts(
            form, area, today, levels.GetValueOrDefault(form.Level)?.All ?? 0, [.. fields.Select(f => f with { Similar = [.. similar[f.Field.Element]] })], ranked, others, rules)
        {
            // Of a form with an element that nobody knows yet, nothing can have been measured.
            Budgets = await ReadBudgets.OfAsync(place, form.Level, form.Department, rules, connection, cancel), Year = year, Levels = levels, QuotasOfRules = DemandsEvents.Of(form.Validations ?? [], elements), Measured = measured is null || ids.Length < form.Fields.Count ? new Measure(0, 0) : measured.Measure,
        };
    }

    /// <summary>Whether what is given at a level answers for a unit of the form's.</summary>
    private static bool Gives(Element element, DivisionLevel given, DivisionLevel asked) => given == asked || (given > asked && element.RollsUp);

    // What a narrower place collects is known there only, so it does not make a field known for the wider one; it is filled in all the same.
    // The periods of an element are few: they are walked by index, and within each only the area is read.
    private static readonly string Sql =
        $"""
        SELECT ff.element, f.code, f.department, f.level, f.frequency, f.admitted_at
        FROM form_field ff JOIN form f ON f.code = ff.form AND f.version = ff.version
        WHERE ff.element = ANY(@looked) AND ff.verdict IN ('NEW', 'STALE') AND f.code <> @code
            AND (f.valid_until IS NULL OR f.valid_until >= @today) AND starts_with(@area, f.area) AND f.suspended_by IS NULL;

        WITH RECURSIVE periods AS (
            SELECT e.id AS element, (SELECT min(v.period) FROM value v WHERE v.element = e.id) AS period FROM unnest(@looked) AS e(id)
            UNION ALL
            SELECT p.element, (SELECT min(v.period) FROM value v WHERE v.element = p.element AND v.period > p.period)
            FROM periods p WHERE p.period IS NOT NULL),
        of_period AS (
            SELECT v.element, v.level, max(least(v.until, (v.recorded_at AT TIME ZONE 'Asia/Shanghai')::date)) AS newest,
                bool_or(v.source_kind IN ('SYSTEM', 'LEDGER')) AS by_system, count(*) FILTER (WHERE v.source_kind IN ('SYSTEM', 'LEDGER')) AS units
            FROM periods p JOIN value v ON v.element = p.element AND v.period = p.period AND v.unit >= @low AND v.unit < @high
            WHERE v.level > 0 GROUP BY v.element, v.period, v.level)
        SELECT o.element, o.level, max(o.newest) AS newest, bool_or(o.by_system) AS by_system,
            -- Of how many units its system has it: in the fullest period, or in any where the latest answers.
            CASE WHEN o.element = ANY(@latest) THEN (
                SELECT count(DISTINCT v.unit) FROM periods p JOIN value v ON v.element = p.element AND v.period = p.period AND v.unit >= @low AND v.unit < @high
                WHERE p.element = o.element AND v.level = o.level AND v.source_kind IN ('SYSTEM', 'LEDGER')) ELSE max(o.units) END AS units
        FROM of_period o GROUP BY o.element, o.level;

        SELECT DISTINCT unnest(elements) FROM sharing_grant
        WHERE consumer = @department AND state = 'ACTIVE' AND until >= @today AND starts_with(@area, under);

        SELECT code, department, area, level, frequency, units, {FormCost.PerUnit} AS minutes_per_unit, c.filings >= @enough AS is_measured
        FROM form JOIN form_cost c ON c.form = code
        WHERE code <> @code AND asked > 0 AND (valid_until IS NULL OR valid_until >= @today)
            AND (starts_with(area, @area) OR starts_with(@area, area)) AND suspended_by IS NULL;

        SELECT filings, minutes FROM form_measure WHERE form = @code AND elements = ARRAY(SELECT unnest(@ids) ORDER BY 1);

        SELECT level, sum(units)::bigint AS units, max(units) AS in_county FROM (
            SELECT level, left(code, 6) AS county, count(*) AS units FROM division
            WHERE code >= @low AND code < @high AND {InForce.Today} GROUP BY level, county) counties
        GROUP BY level;

        SELECT (SELECT count(*) FROM emergency_use WHERE department = @department AND used_on >= @yearStart
                AND NOT (form = @code AND request IS NULL AND basis = @basis AND reason = @reason)) AS emergencies,
            ARRAY(SELECT DISTINCT form FROM emergency_use WHERE department = @department AND reported_on IS NULL AND report_by < @today
                AND NOT (form = @code AND request IS NULL AND basis = @basis AND reason = @reason)) AS unreported,
            (SELECT count(*) FROM form WHERE department = @department AND admission_kind = 'ONE_OFF' AND code <> @code
                AND (admitted_at AT TIME ZONE 'Asia/Shanghai')::date >= @yearStart) AS one_offs,
            EXISTS (SELECT FROM report_catalogue WHERE area = @area AND year = @year) AS has_list,
            (SELECT frequency FROM report_catalogue_item WHERE area = @area AND year = @year AND department = @department
                AND (form = @code OR ((form IS NULL OR @code = '') AND {TitleInList.Same("title", "@Title")})) ORDER BY form LIMIT 1) AS listed_as
        """;

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
