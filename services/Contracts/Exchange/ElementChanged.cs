namespace Datarun.Contracts;

/// <summary>The source of an element in one area, by the authority's decision.</summary>
/// <param name="Under">The area: this place and everything below it.</param>
/// <param name="Source">The body that is its source there.</param>
public sealed record AreaSource(string Under, string Source);

/// <summary>A data element was defined or changed. Enumerations are in UPPER_SNAKE as in the REST contract.</summary>
/// <param name="Code">Its code, such as <c>civil.lowIncome.households</c>.</param>
/// <param name="Name">Display name.</param>
/// <param name="Definition">The exact meaning by which it is counted (口径).</param>
/// <param name="Type">INTEGER, DECIMAL, TEXT, DATE, BOOLEAN or CHOICE.</param>
/// <param name="Unit">Unit of measure; null where there is none.</param>
/// <param name="Choices">The allowed words of a CHOICE.</param>
/// <param name="Min">Least value allowed.</param>
/// <param name="Max">Greatest value allowed.</param>
/// <param name="Pattern">Regular expression for a TEXT.</param>
/// <param name="Frequency">ONCE, YEARLY, HALF_YEARLY, QUARTERLY, MONTHLY, TEN_DAY, WEEKLY, DAILY or EVENT.</param>
/// <param name="ValidForDays">For how many days a value stays fresh; null where each period has its own.</param>
/// <param name="Aggregation">SUM, AVG, MIN, MAX, LAST or NONE.</param>
/// <param name="Source">The body that is its authoritative source (一数一源).</param>
/// <param name="SharingClass">UNCONDITIONAL, CONDITIONAL or NOT_SHARED.</param>
/// <param name="Classification">Grade 1 (open) to 4 (most sensitive).</param>
/// <param name="AdverseEvent">Counts something that nobody may cause: it may have no quota and no ranking.</param>
/// <param name="System">The system that records it by itself: ROSTERS_ON_POST, ROSTERS_ESTABLISHMENT; null for none.</param>
/// <param name="Version">Grows with every change; an older one is ignored.</param>
/// <param name="Identifier">CITIZEN_ID or CREDIT_CODE where a TEXT holds such a number; null for none.</param>
/// <param name="WeightedBy">The element by which an AVG is weighted, of the same unit and period; null where each unit counts once.</param>
/// <param name="Synonyms">Other names by which people look for it.</param>
/// <param name="AreaSources">The areas that have a source of their own; the smallest that holds a unit counts.</param>
public sealed record ElementChanged(
    string Code, string Name, string Definition, string Type, string? Unit, IReadOnlyList<string>? Choices,
    decimal? Min, decimal? Max, string? Pattern, string Frequency, int? ValidForDays, string Aggregation,
    string Source, string SharingClass, int Classification, bool AdverseEvent, string? System, int Version, string? Identifier = null,
    string? WeightedBy = null, IReadOnlyList<string>? Synonyms = null, IReadOnlyList<AreaSource>? AreaSources = null) : IEvent
{
    public string OrderKey => Code;
}
