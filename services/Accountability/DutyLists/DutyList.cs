using Datarun.Contracts;

namespace Datarun.Accountability.DutyLists;

/// <summary>One version of a unit's duty list of one date. Never changed: publishing for the date again adds a version.</summary>
public sealed class DutyList
{
    public required string Unit { get; init; }
    public required DateOnly ValidFrom { get; init; }
    public required int Version { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
    public required string PublishedBy { get; init; }
    public required IReadOnlyList<DutyItem> Items { get; init; }

    /// <summary>What the others are told.</summary>
    public DutyListPublished Fact() => new(Unit, ValidFrom, Count(DutyKind.BASIC), Count(DutyKind.COOPERATE), Count(DutyKind.TAKEN_BACK), Version,
        [.. Items.Where(i => i is { Kind: not DutyKind.TAKEN_BACK, Elements: not null }).Select(i => new DutyNeed(i.Code!, i.Title!, i.LegalBasis!, i.Elements!))]);

    private int Count(DutyKind kind) => Items.Count(i => i.Kind == kind);
}

/// <summary>A duty list as it is shown.</summary>
/// <param name="Unit">Whose list.</param>
/// <param name="ValidFrom">In force from this day until the next list's.</param>
/// <param name="ValidTo">The day before the next list's; null for the last.</param>
/// <param name="Version">Grows when the list of this date is published again.</param>
/// <param name="PublishedAt">When this version was published.</param>
/// <param name="Basic">How many items the unit leads.</param>
/// <param name="Cooperate">How many it takes a named part in.</param>
/// <param name="TakenBack">How many were taken back.</param>
/// <param name="Items">The items; left out in the list of versions.</param>
public sealed record DutyListView(
    string Unit, DateOnly ValidFrom, DateOnly? ValidTo, int Version, DateTimeOffset PublishedAt, int Basic, int Cooperate, int TakenBack,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<DutyItem>? Items)
{
    public static DutyListView Of(DutyList list, DateOnly? next, bool withItems = true)
    {
        var fact = list.Fact();
        return new(list.Unit, list.ValidFrom, next?.AddDays(-1), list.Version, list.PublishedAt, fact.Basic, fact.Cooperate, fact.TakenBack, withItems ? list.Items : null);
    }
}
