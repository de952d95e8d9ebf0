using Datarun.Reports.Burden;
using Datarun.Reports.BurdenBudgets;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Admission;

/// <summary>Everything that admission rests on, gathered before anything is decided: the rules read nothing else.</summary>
/// <param name="Form">The form.</param>
/// <param name="Area">The place that the department belongs to.</param>
/// <param name="Today">The day of the decision.</param>
/// <param name="Units">Units of the form's level in the area.</param>
/// <param name="Fields">The fields with what is known about each.</param>
/// <param name="RankedBy">The element that units would be ranked by, if the form names one that the catalogue has.</param>
/// <param name="Others">Other admitted forms in force whose area meets this one's.</param>
/// <param name="Rules">The legal and local parameters.</param>
public sealed record AdmissionFacts(
    FormBody Form, string Area, DateOnly Today, long Units, IReadOnlyList<FieldFacts> Fields, Element? RankedBy,
    IReadOnlyList<OtherForm> Others, Rules Rules)
{
    /// <summary>What the department has used of its year, and what the yearly list of its area says.</summary>
    public YearFacts Year { get; init; } = new();

    /// <summary>Elements that count events nobody may cause, of which a validation rule of the form demands at least some.</summary>
    public IReadOnlyList<string> QuotasOfRules { get; init; } = [];

    /// <summary>Which budgets hold.</summary>
    public Budgets Budgets { get; init; } = new([], Rules);

    /// <summary>What filings of the same fields took, if any were measured.</summary>
    public Measure Measured { get; init; } = new(0, 0);

    /// <summary>Units of each level: all of the area, and those of the county that has most; empty where it was not counted.</summary>
    public IReadOnlyDictionary<DivisionLevel, LevelUnits> Levels { get; init; } = new Dictionary<DivisionLevel, LevelUnits>();

    /// <summary>How it is admitted: an emergency now, with a report to follow; else by the list, where the area has published one.</summary>
    public AdmissionKind? Kind =>
        Form.Emergency is not null ? AdmissionKind.RETROSPECTIVE
        : !Year.HasList ? null
        : Year.ListedAs is { } listed && !Form.Frequency.IsAbove(listed) ? AdmissionKind.LISTED
        : AdmissionKind.ONE_OFF;

    /// <summary>What each field comes to.</summary>
    public IReadOnlyList<FieldVerdict> Verdicts { get; } = [.. Fields.Select(f => GiveVerdict.On(f, Form.Level, Today, Units, Form.Department))];

    /// <summary>The fields, each with what it comes to.</summary>
    public IEnumerable<(FieldFacts Field, FieldVerdict Verdict)> Judged => Fields.Zip(Verdicts);

    /// <summary>How many fields a person would still type.</summary>
    public int Asked => Verdicts.Count(v => v.IsAsked);

    /// <summary>
    /// Whether formulas over ledgers give all of it and the department is the source of all of it: nobody types anything and there is nobody to
    /// share with, but the figures are computed for those who are asked (一键生成).
    /// </summary>
    public bool IsGenerated => Fields.Count > 0 && Fields.All(f => f is { HasFormula: true, Element: { } element } && element.Source == Form.Department);

    /// <summary>Minutes that all units together spend on one period.</summary>
    public int Minutes => (int)Math.Min(int.MaxValue, Math.Ceiling(MinutesPerUnit * Units));

    /// <summary>Whether the minutes are measured, or claimed by the form itself.</summary>
    public CostBasis Basis => Measured.Filings >= Rule(FormCost.Enough).Int ? CostBasis.MEASURED : CostBasis.CLAIMED;

    /// <summary>Minutes that one unit spends on one period: the median that was measured, or its share of what the whole form claims.</summary>
    public decimal MinutesPerUnit => Asked == 0 ? 0 : Basis == CostBasis.MEASURED ? Measured.Minutes : (decimal)Form.MinutesPerFiling * Asked / Fields.Count;

    /// <summary>Units of a level in one county, the one that has most; so many where it was not counted.</summary>
    public long InCounty(DivisionLevel level, long units) => Levels.TryGetValue(level, out var known) ? Math.Min(known.InCounty, units) : units;

    /// <summary>The version of a rule that is in force today.</summary>
    public Rule Rule(string id) => Rules.Get(id, Today);
}

/// <summary>One field and what is known about its element.</summary>
/// <param name="Field">The field as the form has it.</param>
/// <param name="Element">The element; null for one that is not in the catalogue.</param>
/// <param name="Collectors">Other forms by which people type it already, at this level or below.</param>
/// <param name="Held">The values that are held in the area, level by level.</param>
/// <param name="Granted">Whether a grant in force lets the department read it.</param>
/// <param name="HasFormula">Whether a formula derives it from ledgers, or from elements that somebody gives.</param>
public sealed record FieldFacts(
    FormField Field, Element? Element, IReadOnlyList<Collector> Collectors, IReadOnlyList<Holding> Held, bool Granted, bool HasFormula = false)
{
    /// <summary>Elements that may be meant instead.</summary>
    public IReadOnlyList<SimilarElement> Similar { get; init; } = [];

    /// <summary>Whether its values, or those that it is derived from, reach the department only with a grant that it does not have.</summary>
    public bool NeedsGrant { get; init; }

    /// <summary>Where a formula would derive it: elements that it reads and nobody collects or records, so that it gives nothing.</summary>
    public IReadOnlyList<string> NotCollected { get; init; } = [];
}

/// <summary>A department's year.</summary>
/// <param name="Emergencies">How often it used the emergency way this year.</param>
/// <param name="Unreported">Forms whose emergency should have been reported by now and was not.</param>
/// <param name="OneOffs">Its other one-off forms that were admitted this year.</param>
/// <param name="HasList">Whether its area has published a list for the year.</param>
/// <param name="ListedAs">How often the form may be asked by the list; null where it is not in it.</param>
public sealed record YearFacts(
    int Emergencies = 0, IReadOnlyList<string>? Unreported = null, int OneOffs = 0, bool HasList = false, Frequency? ListedAs = null);

/// <summary>Units of a level.</summary>
/// <param name="All">In the whole area.</param>
/// <param name="InCounty">In the county of the area that has most.</param>
public sealed record LevelUnits(long All, long InCounty);

/// <summary>An admitted form that collects an element.</summary>
/// <param name="Form">Its code.</param>
/// <param name="Department">Whose it is.</param>
/// <param name="Level">Who types it.</param>
/// <param name="AdmittedOn">Since when.</param>
public sealed record Collector(string Form, string Department, DivisionLevel Level, DateOnly AdmittedOn)
{
    /// <summary>How often it asks.</summary>
    public Frequency Frequency { get; init; } = Frequency.EVENT;
}

/// <summary>Values of an element that are held at a level.</summary>
/// <param name="Level">The level of the units.</param>
/// <param name="Newest">Day of the newest.</param>
/// <param name="BySystem">Whether a system or ledger gave some of them.</param>
public sealed record Holding(DivisionLevel Level, DateOnly Newest, bool BySystem)
{
    /// <summary>Of how many units a system or ledger gave them; null where they were not counted.</summary>
    public long? Units { get; init; }
}

/// <summary>The burden of another admitted form.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Department">Whose it is.</param>
/// <param name="Area">Where it is asked.</param>
/// <param name="Level">Of whom.</param>
/// <param name="Frequency">How often.</param>
/// <param name="MinutesPerUnit">Minutes that one unit spends on one period.</param>
/// <param name="Units">How many units.</param>
public sealed record OtherForm(
    string Code, string Department, string Area, DivisionLevel Level, Frequency Frequency, decimal MinutesPerUnit, long Units)
{
    /// <summary>Whether the minutes are measured, or claimed by the form itself.</summary>
    public CostBasis Basis { get; init; }
}

/// <summary>Measured filings of a form.</summary>
/// <param name="Filings">How many, of the newest.</param>
/// <param name="Minutes">Their median.</param>
public sealed record Measure(int Filings, decimal Minutes);
