namespace Datarun.Rosters.Secondments;

/// <summary>Where a secondment stands on a day. It follows from its days alone.</summary>
public enum SecondmentState
{
    /// <summary>Agreed; the first day is still to come.</summary>
    PLANNED,

    /// <summary>The person works at the borrower.</summary>
    ACTIVE,

    /// <summary>The last day has passed, it was not renewed and the person is not back.</summary>
    OVERSTAY,

    /// <summary>The person is back.</summary>
    RETURNED,
}

/// <summary>What is cited where a higher office borrows from county level or below all the same.</summary>
/// <param name="Ground">Which case it is.</param>
/// <param name="LegalBasis">Document and article that allow it.</param>
public sealed record Exemption(string Ground, string LegalBasis);

/// <summary>A person of one unit works for another for a while; the personnel relation stays (借调).</summary>
public sealed record Secondment
{
    /// <summary>The columns of this record; FROM follows.</summary>
    public const string Columns = "s.id, s.person, s.post, s.lender, s.borrower, s.from_on, s.until_on, s.returned_on, s.reason, s.exemption_ground, s.exemption_basis, s.told_of, s.version";

    /// <summary>Whether a row <c>s</c> keeps its person away from the lender on the day <c>@on</c>.</summary>
    public const string IsAway = "s.from_on <= @on AND (s.returned_on IS NULL OR s.returned_on > @on)";

    public required Guid Id { get; init; }

    public required Guid Person { get; init; }

    /// <summary>The post at the lender.</summary>
    public required string Post { get; init; }

    /// <summary>The unit of the post.</summary>
    public required string Lender { get; init; }

    public required string Borrower { get; init; }

    public required DateOnly FromOn { get; init; }

    /// <summary>Last day, as it was agreed or renewed.</summary>
    public required DateOnly UntilOn { get; init; }

    /// <summary>The day from which the person is back; null while nobody has said so.</summary>
    public DateOnly? ReturnedOn { get; init; }

    public required string Reason { get; init; }

    public string? ExemptionGround { get; init; }

    public string? ExemptionBasis { get; init; }

    /// <summary>The last day of which it was told that it has passed.</summary>
    public DateOnly? ToldOf { get; init; }

    public int Version { get; init; }

    /// <summary>Whether it was taken back by a return on its first day: it counts for nothing.</summary>
    public bool NeverBegan => ReturnedOn == FromOn;

    /// <summary>Last day away, as far as is known; a person who is not back by the last day is away until the return.</summary>
    public DateOnly LastDay(DateOnly today) => ReturnedOn?.AddDays(-1) ?? (UntilOn < today ? DateOnly.MaxValue : UntilOn);

    /// <summary>The day from which the person is or will be back.</summary>
    public DateOnly BackOn => ReturnedOn ?? UntilOn.AddDays(1);

    /// <summary>Where it stands on the day.</summary>
    public SecondmentState StateOn(DateOnly day) =>
        day < FromOn ? SecondmentState.PLANNED
        : ReturnedOn <= day ? SecondmentState.RETURNED
        : UntilOn < day ? SecondmentState.OVERSTAY
        : SecondmentState.ACTIVE;
}
