using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.SourceNamings;

/// <summary>Where an ask to name a source stands.</summary>
public enum NamingState { OPEN, NAMED, REFUSED }

/// <summary>An ask to name the one source (数源部门) of some elements, as it lies in the table (政务数据共享条例 第19条).</summary>
public sealed record SourceNaming
{
    public Guid Id { get; init; }
    public string[] Elements { get; init; } = [];
    public string[] Candidates { get; init; } = [];
    public string Area { get; init; } = "";
    public string? Under { get; init; }
    public string Reason { get; init; } = "";
    public string AskedBy { get; init; } = "";
    public DateTimeOffset AskedAt { get; init; }
    public NamingState State { get; init; }
    public string? Source { get; init; }
    public string? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    public string? DecisionReason { get; init; }
}

/// <summary>An ask to name a source, as it is read.</summary>
/// <param name="Area">The area whose sharing authority decides: the smallest that holds the asker, the candidates and the present sources or, where it is to hold in one place, that place and the candidates; null for the State.</param>
/// <param name="Under">The place in which it is to hold, with everything below it; null: wherever the element holds.</param>
/// <param name="Source">The department that was named.</param>
public sealed record SourceNamingView(
    Guid Id, IReadOnlyList<string> Elements, IReadOnlyList<string> Candidates, string? Area, string Reason, string AskedBy, DateTimeOffset AskedAt,
    NamingState State, string? Source, string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionReason, RuleReference Rule, string? Under)
{
    public static SourceNamingView Of(SourceNaming n) => new(
        n.Id, n.Elements, n.Candidates, n.Area.Length == 0 ? null : n.Area, n.Reason, n.AskedBy, n.AskedAt, n.State, n.Source, n.DecidedBy, n.DecidedAt, n.DecisionReason,
        Rules.Default.Get("share.source.named", ChinaDay.Of(n.AskedAt)).Reference, n.Under);
}
