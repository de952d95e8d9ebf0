using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.DutyLists;

/// <summary>The three lists of 乡镇(街道)履行职责事项清单.</summary>
public enum DutyKind
{
    /// <summary>The unit leads (基本履职).</summary>
    BASIC,

    /// <summary>The unit takes one named part beside a lead body (配合履职).</summary>
    COOPERATE,

    /// <summary>A higher body does it; the unit may be neither tasked nor held to account (上级收回).</summary>
    TAKEN_BACK,
}

/// <summary>One item of a duty list.</summary>
/// <param name="Code">Its code within the list.</param>
/// <param name="Title">What the duty is.</param>
/// <param name="Kind">BASIC, COOPERATE or TAKEN_BACK.</param>
/// <param name="Lead">Who leads; needed for COOPERATE.</param>
/// <param name="Part">The unit's own part; needed for COOPERATE.</param>
/// <param name="TakenBy">Who took it back.</param>
/// <param name="How">How it is done now.</param>
/// <param name="LegalBasis">Law, article.</param>
/// <param name="Elements">Codes of the data elements that the duty needs; a sharing request can be made from them.</param>
public sealed record DutyItem(
    string? Code = null, string? Title = null, DutyKind? Kind = null, string? Lead = null, string? Part = null, string? TakenBy = null,
    string? How = null, string? LegalBasis = null, IReadOnlyList<string>? Elements = null)
{
    /// <summary>The same with texts normalised, and blank ones left out.</summary>
    public DutyItem Clean() => new(
        Text.Clean(Code), Text.Clean(Title), Kind, Text.Clean(Lead), Text.Clean(Part), Text.Clean(TakenBy), Text.Clean(How), Text.Clean(LegalBasis),
        Elements is { Count: > 0 } ? Elements.Select(e => Text.Clean(e) ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList() : null);

    /// <summary>Whether all members are the same.</summary>
    public bool Equals(DutyItem? other) => other is not null && (Code, Title, Kind, Lead, Part) == (other.Code, other.Title, other.Kind, other.Lead, other.Part)
        && (TakenBy, How, LegalBasis) == (other.TakenBy, other.How, other.LegalBasis) && (Elements ?? []).SequenceEqual(other.Elements ?? []);

    public override int GetHashCode() => HashCode.Combine(Code, Title, Kind, LegalBasis);
}
