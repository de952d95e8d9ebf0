using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Sharing;

/// <summary>What a grant obliges one side to.</summary>
public enum ObligationKind
{
    /// <summary>The provider: to deliver (第22条).</summary>
    DELIVERY,

    /// <summary>The consumer: to put misuse right while the grant is suspended (第27条).</summary>
    CORRECTION,

    /// <summary>The consumer: to dispose of the data once the grant has ended (第27条).</summary>
    DISPOSAL,
}

/// <summary>Something owed under a grant by a day.</summary>
/// <param name="Rule">Null where somebody set the day.</param>
public sealed record Obligation(
    Guid Grant, ObligationKind Kind, string OwedBy, string OwedTo, DateOnly Since, DateOnly DueOn, bool Provisional, RuleReference? Rule);

/// <summary>An obligation as it is read.</summary>
/// <param name="DueOn">Last day; <c>provisional</c> where it reaches a year whose holidays are not out yet.</param>
/// <param name="OverdueSince">When it was found to be late; stays when it is met afterwards.</param>
/// <param name="LapsedAt">When the grant ended before it was met.</param>
/// <param name="Note">How it was met.</param>
public sealed record ObligationView(
    ObligationKind Kind, int Number, string OwedBy, DateOnly DueOn, bool Provisional, RuleReference? Rule, DateTimeOffset? OverdueSince, DateTimeOffset? DoneAt, DateTimeOffset? LapsedAt,
    string? Note);
