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
    /// <summary>What each field comes to.</summary>
    public IReadOnlyList<FieldVerdict> Verdicts { get; } = [.. Fields.Select(f => GiveVerdict.On(f, Form.Level, Today))];

    /// <summary>How many fields a person would still type.</summary>
    public int Asked => Verdicts.Count(v => v.IsAsked);

    /// <summary>Minutes that all units together spend on one period.</summary>
    public int Minutes => (int)Math.Min(int.MaxValue, Math.Ceiling(MinutesPerUnit * Units));

    /// <summary>Minutes that one unit spends on one period: its share of the estimate for the whole form.</summary>
    public decimal MinutesPerUnit => Fields.Count == 0 ? 0 : (decimal)Form.MinutesPerFiling * Asked / Fields.Count;

    /// <summary>The version of a rule that is in force today.</summary>
    public Rule Rule(string id) => Rules.Get(id, Today);
}

/// <summary>One field and what is known about its element.</summary>
/// <param name="Field">The field as the form has it.</param>
/// <param name="Element">The element; null for one that is not in the catalogue.</param>
/// <param name="Collectors">Other forms by which people type it already, at this level or below.</param>
/// <param name="Held">The values that are held in the area, level by level.</param>
/// <param name="Granted">Whether a grant in force lets the department read it.</param>
/// <param name="HasFormula">Whether a formula derives it from ledgers.</param>
public sealed record FieldFacts(
    FormField Field, Element? Element, IReadOnlyList<Collector> Collectors, IReadOnlyList<Holding> Held, bool Granted, bool HasFormula = false);

/// <summary>An admitted form that collects an element.</summary>
/// <param name="Form">Its code.</param>
/// <param name="Department">Whose it is.</param>
/// <param name="Level">Who types it.</param>
/// <param name="AdmittedOn">Since when.</param>
public sealed record Collector(string Form, string Department, DivisionLevel Level, DateOnly AdmittedOn);

/// <summary>Values of an element that are held at a level.</summary>
/// <param name="Level">The level of the units.</param>
/// <param name="Newest">Day of the newest.</param>
/// <param name="BySystem">Whether a system or ledger gave some of them.</param>
public sealed record Holding(DivisionLevel Level, DateOnly Newest, bool BySystem);

/// <summary>The burden of another admitted form.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Department">Whose it is.</param>
/// <param name="Area">Where it is asked.</param>
/// <param name="Level">Of whom.</param>
/// <param name="Frequency">How often.</param>
/// <param name="MinutesPerUnit">Minutes that one unit spends on one period.</param>
/// <param name="Units">How many units.</param>
public sealed record OtherForm(
    string Code, string Department, string Area, DivisionLevel Level, Frequency Frequency, decimal MinutesPerUnit, long Units);
