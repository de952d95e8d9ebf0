using Dapper;
using Datarun.Accountability;
using Datarun.Contracts;
using Datarun.Exchange;
using Datarun.Identity;
using Datarun.Reports;
using Datarun.Rosters;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Hosting;
using Npgsql;

namespace Datarun.Tests.Platform.Reactions;

/// <summary>Every reaction that any service registers, read from the services themselves, with what its inbox says.</summary>
internal static class EveryReaction
{
    public static readonly ServiceDefinition[] Services =
        [IdentityService.Definition, RostersService.Definition, ExchangeService.Definition, ReportsService.Definition, AccountabilityService.Definition];

    /// <summary>Service, reaction and event.</summary>
    public static IReadOnlyList<(string Service, Reaction Reaction)> All { get; } = [.. Services.SelectMany(service =>
    {
        var reactions = new ServiceDefaults.Bus.Reactions(service.Name);
        service.Reactions(reactions);
        return reactions.All.Select(r => (service.Name, r));
    })];

    /// <summary>Waits until every outbox is empty, every reaction has noted every event of its type exactly once, and nothing is left to do in the background.</summary>
    public static async Task QuietAsync(RunningPlatform platform)
    {
        var until = DateTime.UtcNow.AddSeconds(90);
        while (true)
        {
            var open = new List<string>();
            foreach (var (service, reaction) in All)
            {
                var publisher = Events.Named(reaction.EventName).Publisher;
                var said = await IdsAsync(platform, publisher, "SELECT id FROM outbox WHERE type = @name", reaction.EventName);
                var waiting = await IdsAsync(platform, publisher, "SELECT id FROM outbox JOIN outbox_waiting USING (recorded_on, sequence) WHERE type = @name", reaction.EventName);
                var heard = await IdsAsync(platform, service, "SELECT event_id FROM inbox WHERE reaction = @name", reaction.Name);
                said.ExceptWith(heard);
                if (waiting.Count + said.Count > 0) open.Add($"{reaction.Name}: {waiting.Count} not sent, {said.Count} not heard");
            }
            // Figures are folded a moment after the values that they are made of.
            if ((await IdsAsync(platform, "reports", "SELECT gen_random_uuid() FROM roll_up_change", "")).Count is > 0 and var figures) open.Add($"{figures} figures not folded");
            // A correction is looked at once more when all is over that was under way when it was made, and is marked then.
            if ((await IdsAsync(platform, "reports", "SELECT id FROM correction WHERE NOT settled", "")).Count is > 0 and var corrections) open.Add($"{corrections} corrections not settled");
            if (open.Count == 0) return;
            if (DateTime.UtcNow > until) Assert.Fail(string.Join('\n', open));
            await Task.Delay(50);
        }
    }

    /// <summary>A digest of every table that holds what a service knows; what the bus itself keeps is left out.</summary>
    public static async Task<SortedDictionary<string, string>> KnowledgeAsync(RunningPlatform platform)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in Services.Select(s => s.Name))
        {
            await using var connection = new NpgsqlConnection(platform.ConnectionString(service));
            var tables = await connection.QueryAsync<string>(
                """
                SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                    AND c.relname NOT IN ('outbox', 'outbox_waiting', 'inbox', 'idempotency_key', 'error_queue', '__EFMigrationsHistory')
                """);
            foreach (var table in tables)
                digests[$"{service}.{table}"] = await connection.ExecuteScalarAsync<string>($"SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM \"{table}\" t") ?? "";
        }
        return digests;
    }

    private static async Task<HashSet<Guid>> IdsAsync(RunningPlatform platform, string service, string sql, string name)
    {
        await using var connection = new NpgsqlConnection(platform.ConnectionString(service));
        return [.. await connection.QueryAsync<Guid>(sql, new { name })];
    }
}
