using Dapper;
using Npgsql;

namespace Datarun.Exchange.Sharing;

/// <summary>What the same-level authority says to more time.</summary>
public enum ExtensionDecision { CONSENTED, REFUSED }

/// <summary>More time that a provider asked for (第21条).</summary>
/// <param name="Workdays">How much.</param>
/// <param name="Decision">Null while the authority has not decided; until it consents the extension has no effect.</param>
/// <param name="DecidedBy">The authority.</param>
public sealed record ExtensionView(
    int Number, int Workdays, string Reason, DateTimeOffset AskedAt, ExtensionDecision? Decision, string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionReason);

/// <summary>An extension as it lies in the table.</summary>
public sealed record ExtensionRow
{
    public int Number { get; init; }
    public int Workdays { get; init; }
    public string Reason { get; init; } = "";
    public DateTimeOffset AskedAt { get; init; }
    public ExtensionDecision? Decision { get; init; }
    public string? DecidedBy { get; init; }
    public DateTimeOffset? DecidedAt { get; init; }
    public string? DecisionReason { get; init; }

    /// <summary>Those of a request, oldest first.</summary>
    public static async Task<IReadOnlyList<ExtensionView>> OfAsync(NpgsqlConnection connection, Guid request, CancellationToken cancel) =>
        (await connection.QueryAsync<ExtensionRow>(new CommandDefinition(
            "SELECT * FROM sharing_extension WHERE request_id = @request ORDER BY number", new { request }, cancellationToken: cancel)))
            .Select(r => new ExtensionView(r.Number, r.Workdays, r.Reason, r.AskedAt, r.Decision, r.DecidedBy, r.DecidedAt, r.DecisionReason)).ToList();
}
