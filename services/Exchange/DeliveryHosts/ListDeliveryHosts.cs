using Dapper;
using Datarun.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.DeliveryHosts;

/// <summary>Reads which hosts are open.</summary>
public static class ListDeliveryHosts
{
    /// <summary>The hosts that an administrator has opened for deliveries, with reason and last day, by host; those whose last day is over too.</summary>
    public static async Task<Ok<Page<DeliveryHost>>> HandleAsync([AsParameters] PageQuery page, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT host, ports, reason, until, opened_by, client, opened_at, version FROM delivery_host WHERE host > @after ORDER BY host LIMIT @limit",
            new { after = page.Keys(1)?[0] ?? "", limit = page.Size + 1 }, cancellationToken: cancel));
        return TypedResults.Ok(page.Of(rows.Select(r => new DeliveryHost(r.Host, r.Ports, r.Reason, r.Until, r.OpenedBy, r.Client, r.OpenedAt, r.Version)).ToList(), h => [h.Host]));
    }

    private sealed record Row
    {
        public string Host { get; init; } = "";
        public int[] Ports { get; init; } = [];
        public string Reason { get; init; } = "";
        public DateOnly? Until { get; init; }
        public string OpenedBy { get; init; } = "";
        public string Client { get; init; } = "";
        public DateTimeOffset OpenedAt { get; init; }
        public int Version { get; init; }
    }
}
