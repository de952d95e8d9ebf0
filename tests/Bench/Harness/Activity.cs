using Npgsql;

namespace Datarun.Bench.Harness;

/// <summary>Where PostgreSQL's time goes while Datarun works: what its sessions do or wait for, looked at five times a second.</summary>
internal sealed class Activity(string connection)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Dictionary<(string Database, string Wait, string Query), long> _seen = [];

    public async Task<T> WatchAsync<T>(Func<Task<T>> work)
    {
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(over.Token);
        try
        {
            return await work();
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    public void Print()
    {
        double all = _seen.Values.Sum();
        foreach (var ((database, wait, query), count) in _seen.OrderByDescending(s => s.Value).Take(8))
            Console.WriteLine($"  {count / all,6:P0} {database,-12} {wait,-26} {query}");
    }

    private async Task WatchAsync(CancellationToken over)
    {
        await using var session = new NpgsqlConnection(connection);
        await session.OpenAsync(CancellationToken.None);
        while (!over.IsCancellationRequested)
        {
            await using var look = new NpgsqlCommand(
                """
                SELECT datname, coalesce(wait_event_type || ':' || wait_event, 'running'), left(regexp_replace(query, '\s+', ' ', 'g'), 70), count(*)
                FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid() AND backend_type = 'client backend' GROUP BY 1, 2, 3
                """, session);
            await using (var reader = await look.ExecuteReaderAsync(CancellationToken.None))
            {
                while (await reader.ReadAsync(CancellationToken.None))
                {
                    var key = (reader.GetString(0), reader.GetString(1), reader.GetString(2));
                    _seen[key] = _seen.GetValueOrDefault(key) + reader.GetInt64(3);
                }
            }
            await Task.Delay(Pause, over).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
