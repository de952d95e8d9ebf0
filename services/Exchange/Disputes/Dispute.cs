using Dapper;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Exchange.Disputes;

/// <summary>Where a dispute stands on the ladder of 第28条.</summary>
public enum DisputeRung
{
    /// <summary>The two sides negotiate.</summary>
    NEGOTIATION,

    /// <summary>The sharing authority of their level or, across levels and areas, the one common to both.</summary>
    AUTHORITY,

    /// <summary>The people's government of that authority's level decides for good.</summary>
    GOVERNMENT,
}

/// <summary>How a dispute ended.</summary>
public enum DisputeOutcome
{
    /// <summary>Both sides agreed on something.</summary>
    SETTLED,

    /// <summary>The provider is to share.</summary>
    SHARE,

    /// <summary>It need not.</summary>
    NOT_SHARE,
}

/// <summary>A dispute about a sharing request (共享争议, 政务数据共享条例 第28条).</summary>
public sealed record Dispute
{
    public Guid RequestId { get; init; }
    public string OpenedBy { get; init; } = "";
    public DateTimeOffset OpenedAt { get; init; }
    public string Matter { get; init; } = "";
    public DisputeRung Rung { get; init; }
    public DateOnly RungSince { get; init; }
    public string Area { get; init; } = "";
    public string? Settlement { get; init; }
    public string? ProposedBy { get; init; }
    public DisputeOutcome? Outcome { get; init; }
    public string? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    public string? DecisionReason { get; init; }
    public DateOnly? ReopenedOn { get; init; }

    /// <summary>Whether nothing can follow: settled, or decided by the government.</summary>
    public bool IsOver => Outcome == DisputeOutcome.SETTLED || (Outcome is not null && Rung == DisputeRung.GOVERNMENT);

    /// <summary>The rule by which it climbs: the version of the day on which it was opened.</summary>
    public RuleReference Rule => Rules.Default.Get("share.dispute.ladder", ChinaDay.Of(OpenedAt)).Reference;

    /// <summary>The dispute about a request; null where there is none.</summary>
    public static Task<Dispute?> OfAsync(NpgsqlConnection connection, Guid request, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<Dispute>(new CommandDefinition("SELECT * FROM sharing_dispute WHERE request_id = @request", new { request }, cancellationToken: cancel));

    /// <summary>The same where something can follow; throws DISPUTE_UNKNOWN or DISPUTE_OVER.</summary>
    public static async Task<Dispute> OpenAsync(NpgsqlConnection connection, Guid request, CancellationToken cancel)
    {
        var dispute = await OfAsync(connection, request, cancel) ?? throw DisputeProblems.DisputeUnknown.Refuse().AsException();
        return dispute.IsOver ? throw DisputeProblems.DisputeOver.Refuse().With("outcome", dispute.Outcome).AsException() : dispute;
    }
}

/// <summary>Who has to act.</summary>
/// <param name="Kind">PARTIES, SAME_LEVEL_AUTHORITY, COMMON_SUPERIOR_AUTHORITY or PEOPLES_GOVERNMENT.</param>
/// <param name="Area">Its place; null for the parties and for the State.</param>
public sealed record DisputeBody(string Kind, string? Area);

/// <summary>A dispute as it is read; its steps stand in the request's history.</summary>
/// <param name="Before">Who has to act.</param>
/// <param name="Settlement">What one side has proposed; it holds once the other agrees.</param>
/// <param name="Outcome">Null while it is open.</param>
/// <param name="IsOver">Whether it can go no further. What an authority has ruled can still be taken to the government.</param>
public sealed record DisputeView(
    DisputeRung Rung, DisputeBody Before, string OpenedBy, DateTimeOffset OpenedAt, string Matter, string? Settlement, string? ProposedBy,
    DisputeOutcome? Outcome, string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionReason, bool IsOver, RuleReference Rule)
{
    public static DisputeView Of(Dispute d, string consumer, string provider) => new(
        d.Rung, DisputeLadder.BodyAt(d.Rung, d.Area, consumer, provider), d.OpenedBy, d.OpenedAt, d.Matter, d.Settlement, d.ProposedBy, d.Outcome, d.DecidedBy, d.DecidedAt,
        d.DecisionReason, d.IsOver, d.Rule);
}
