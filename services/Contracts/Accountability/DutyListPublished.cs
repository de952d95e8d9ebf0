namespace Datarun.Contracts;

/// <summary>A duty that needs data.</summary>
/// <param name="Code">The item's code within the list.</param>
/// <param name="Title">What the duty is.</param>
/// <param name="LegalBasis">Law, article.</param>
/// <param name="Elements">Codes of the elements that it needs.</param>
public sealed record DutyNeed(string Code, string Title, string LegalBasis, IReadOnlyList<string> Elements);

/// <summary>A unit's duty list of a date was published (履行职责事项清单).</summary>
/// <param name="Unit">The township or other body.</param>
/// <param name="ValidFrom">First day on which it is in force.</param>
/// <param name="Basic">How many items the unit leads.</param>
/// <param name="Cooperate">How many it takes a named part in.</param>
/// <param name="TakenBack">How many a higher level has taken back.</param>
/// <param name="Version">Grows when the same list is published again.</param>
/// <param name="Needs">The items that need data, those taken back left out.</param>
public sealed record DutyListPublished(string Unit, DateOnly ValidFrom, int Basic, int Cooperate, int TakenBack, int Version, IReadOnlyList<DutyNeed>? Needs = null) : IEvent
{
    public string OrderKey => Unit;
}
