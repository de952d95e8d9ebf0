using Datarun.Reports.Burden;
using Datarun.Reports.BurdenBudgets;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Admission;

/// <summary>What admission comes to.</summary>
public enum Outcome { ADMITTED, REJECTED }

/// <summary>How a form is admitted. LISTED: it is in its area's list of the year. ONE_OFF: it is not, and is asked once (一事一报). RETROSPECTIVE: an emergency, reported afterwards (事后补报).</summary>
public enum AdmissionKind { LISTED, ONE_OFF, RETROSPECTIVE }

/// <summary>What a field comes to. KNOWN: it is collected or recorded already. DERIVABLE: a roll-up gives it. STALE: what is held is out of date. NEW: nobody has it.</summary>
public enum Verdict { KNOWN, DERIVABLE, STALE, NEW }

/// <summary>The answer of admission (报表准入).</summary>
/// <param name="Outcome">ADMITTED or REJECTED, as <c>decision</c>.</param>
/// <param name="Grounds">All grounds that apply, also those that do not reject.</param>
/// <param name="Fields">The verdict on each field.</param>
/// <param name="Burden">What it would cost.</param>
public sealed record Decision(
    [property: System.Text.Json.Serialization.JsonPropertyName("decision")] Outcome Outcome,
    IReadOnlyList<Ground> Grounds, IReadOnlyList<FieldVerdict> Fields, BurdenEstimate Burden)
{
    /// <summary>The decision's number on record; null for a simulation. An appeal names it.</summary>
    public Guid? Id { get; init; }

    /// <summary>LISTED, ONE_OFF or RETROSPECTIVE; null where the area has published no list for the year.</summary>
    public AdmissionKind? AdmissionKind { get; init; }

    /// <summary>What is worth knowing and never rejects.</summary>
    public IReadOnlyList<Ground> Remarks { get; init; } = [];

    /// <summary>For an emergency: how many the department has used this year, this one included.</summary>
    public EmergencyCount? Emergency { get; init; }

    /// <summary>The refusal that the same-level authority set aside on appeal; null where there was none. Its grounds still stand in <c>grounds</c>.</summary>
    public Guid? AdmittedOnAppealOf { get; init; }

    /// <summary>The same decision for a reader of Chinese or of English.</summary>
    public Decision For(bool chinese) => chinese ? this : this with { Grounds = English(Grounds), Remarks = English(Remarks) };

    private static Ground[] English(IReadOnlyList<Ground> grounds) => [.. grounds.Select(g => g with { Text = g.TextEn })];
}

/// <summary>Use of the emergency way.</summary>
/// <param name="UsedThisYear">By the department, this one included.</param>
/// <param name="Cap">How many a year are allowed.</param>
/// <param name="ReportWithinWorkdays">The report afterwards is due within so many workdays.</param>
/// <param name="Rule">The rule that sets the cap.</param>
public sealed record EmergencyCount(int UsedThisYear, int Cap, int ReportWithinWorkdays, RuleReference Rule);

/// <summary>A reason against a form.</summary>
/// <param name="Code">Stable code of the rule.</param>
/// <param name="Field">The element concerned; null where it is the form.</param>
/// <param name="Text">The reason in the reader's language.</param>
/// <param name="TextEn">The reason in English.</param>
/// <param name="Source">The law or regulation.</param>
/// <param name="Rule">The version of the parameter that it rests on, where there is one.</param>
public sealed record Ground(string Code, string? Field, string Text, string TextEn, string Source, RuleReference? Rule)
{
    /// <summary>Whether an appeal to the same-level authority can set it aside; law cannot be.</summary>
    public bool Waivable { get; init; }
}

/// <summary>The verdict on a field.</summary>
/// <param name="Element">Code of the element.</param>
/// <param name="Verdict">KNOWN, DERIVABLE, STALE or NEW.</param>
/// <param name="HeldBy">Who has it; null where nobody has.</param>
/// <param name="AsOf">Day of the newest value, or since when it is collected.</param>
public sealed record FieldVerdict(string Element, Verdict Verdict, string? HeldBy, DateOnly? AsOf)
{
    /// <summary>For a field that would be asked: elements that may be meant instead, the nearest first.</summary>
    public IReadOnlyList<SimilarElement> Similar { get; init; } = [];

    /// <summary>For a STALE field: those who are asked need only confirm what is held, with one tap (<c>confirmed</c> in the filing).</summary>
    public bool ConfirmationSuffices => Verdict == Verdict.STALE;

    /// <summary>For a field that is KNOWN because its source's system records it: of how many of the units asked, where that is not all. The others find its cell MISSING and give it.</summary>
    public Coverage? Coverage { get; init; }

    /// <summary>Whether its source asks for it itself, of those units of which it has nothing yet.</summary>
    internal bool IsCompleted { get; init; }

    /// <summary>Whether a person would still type it.</summary>
    internal bool IsAsked => Verdict is Verdict.NEW or Verdict.STALE || IsCompleted;
}

/// <summary>Of how many units something is held.</summary>
/// <param name="Held">Units of which it is.</param>
/// <param name="Of">Units that are asked.</param>
public sealed record Coverage(long Held, long Of);

/// <summary>What a form costs those who are asked.</summary>
/// <param name="FieldsAsked">Fields that a person still types.</param>
/// <param name="FieldsSaved">Fields delivered from what is known.</param>
/// <param name="Minutes">Minutes of all units together for one period.</param>
/// <param name="BudgetLeft">Minutes that the department has left in a month after this form; below 0 when it is exceeded.</param>
public sealed record BurdenEstimate(int FieldsAsked, int FieldsSaved, int Minutes, long BudgetLeft)
{
    /// <summary>A week of the unit that has least left, this form and those of all departments together; null where nothing limits it or nothing is asked.</summary>
    public WeekOfUnit? Week { get; init; }

    /// <summary>Whether the minutes are MEASURED, or CLAIMED by the form itself.</summary>
    public CostBasis Basis { get; init; }

    /// <summary>How many filings of the same fields were measured.</summary>
    public int MeasuredFilings { get; init; }
}
