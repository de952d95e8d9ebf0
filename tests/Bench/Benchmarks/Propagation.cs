using System.Diagnostics;
using System.Text;
using Datarun.Bench.Harness;
using Npgsql;

namespace Datarun.Bench.Benchmarks;

/// <summary>
/// From the commit of a filing until a department has read its value from Exchange, while filings come in at half of what the system takes.
/// The floor, on a quiet server: a row and a NOTIFY committed, a listener that copies it into another table, a reader that finds it there.
/// </summary>
internal static class Propagation
{
    private const int Months = 36;
    private static readonly byte[] Found = Encoding.UTF8.GetBytes("\"version\":");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<Outcome> RunAsync(Bench bench)
    {
        var (county, options) = (await bench.CountyAsync(), bench.Options);
        var work = await FilingWork.PrepareAsync(county, "bench-propagation", Months);
        using var load = new Wire(county.Platform.Address, county.ReporterToken, options.Connections);
        using var reporter = new Wire(county.Platform.Address, county.ReporterToken, 1);
        using var reader = new Wire(county.Platform.Address, county.DepartmentToken, 1);
        await using var floor = NpgsqlDataSource.Create(county.Platform.FloorConnection);
        await using var reports = NpgsqlDataSource.Create(county.Platform.ConnectionOf("reports"));
        using var over = new CancellationTokenSource();
        var copying = CopyAsync(floor, over.Token);

        await Slice.OfAsync(options.Connections, 2, _ => work.FileAsync(load));
        var half = (await Slice.OfAsync(options.Connections, 2, _ => work.FileAsync(load))).PerSecond / 2;
        // What that burst has left behind is not of this measurement.
        await OnceAsync(work, reporter, reader, reports);
        Console.WriteLine($"  background load {half:0} filings/s");

        var match = new Match(county.Platform, options);
        var number = 0;
        await match.PlayAsync(
            1,
            seconds => RepeatAsync(seconds, () => FloorOnceAsync(floor, ++number)),
            async seconds =>
            {
                var (start, sent) = (Stopwatch.GetTimestamp(), 0L);
                var background = Slice.OfAsync(options.Connections, seconds, async _ =>
                {
                    var due = Interlocked.Increment(ref sent) / half;
                    var wait = due - Stopwatch.GetElapsedTime(start).TotalSeconds;
                    if (wait > 0) await Task.Delay(TimeSpan.FromSeconds(wait));
                    return await work.FileAsync(load);
                });
                var probes = await RepeatAsync(seconds, () => OnceAsync(work, reporter, reader, reports));
                await background;
                return probes;
            });
        await over.CancelAsync();
        await copying;
        return Outcome.Of("propagation", Outcome.Time, match.FloorLatencies.Percentile(50), match.DatarunLatencies.Percentile(50), "ms", match.DatarunLatencies);
    }

    private static async Task<Slice> RepeatAsync(double seconds, Func<Task<long>> once)
    {
        var (start, ticks) = (Stopwatch.GetTimestamp(), new List<long>());
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds) ticks.Add(await once());
        return new Slice(ticks.Count, Stopwatch.GetElapsedTime(start).TotalSeconds, ticks);
    }

    /// <summary>Files one and reads, without a pause, until its value is there; answers the ticks since the filing's commit.</summary>
    private static async Task<long> OnceAsync(FilingWork work, Wire reporter, Wire reader, NpgsqlDataSource reports)
    {
        var (task, unit, month, body) = work.Next();
        await reporter.PutAsync($"api/reports/v1/tasks/{task}/filing", body);
        var path = $"api/exchange/v1/values?element={work.Elements[^1]}&under={unit}&period={month}";
        for (var start = Stopwatch.GetTimestamp(); (await reader.ReadAsync(HttpMethod.Get, path)).AsSpan().IndexOf(Found) < 0;)
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new BenchmarkFailed($"{path} has no value {Patience.TotalSeconds} s after its filing was answered");
        var readable = DateTime.UtcNow;
        return await SinceCommitAsync(reports, readable, "SELECT pg_xact_commit_timestamp(xmin) FROM filing WHERE request = $1::uuid AND unit = $2", task[..task.IndexOf('.')], unit);
    }

    private static async Task<long> FloorOnceAsync(NpgsqlDataSource floor, int number)
    {
        await using var connection = await floor.OpenConnectionAsync();
        await RunAsync(connection, "WITH kept AS (INSERT INTO outbox (id, type, key, body) VALUES ($1, 'Probe', $2, '')) SELECT pg_notify('probe', $2)", Guid.CreateVersion7(), number.ToString());
        await using var look = new NpgsqlCommand("SELECT 1 FROM value_copy WHERE unit = $1 AND element = 0 AND period = 'probe'", connection) { Parameters = { new() { Value = number.ToString() } } };
        for (var start = Stopwatch.GetTimestamp(); await look.ExecuteScalarAsync() is null;)
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new BenchmarkFailed("the floor's listener copied nothing");
        var readable = DateTime.UtcNow;
        return await SinceCommitAsync(floor, readable, "SELECT pg_xact_commit_timestamp(xmin) FROM outbox WHERE key = $1", number.ToString());
    }

    /// <summary>By the clock of the machine, which PostgreSQL (when it wrote the commit, before it is safe on disk) and the bench (when the value was read) both ask.</summary>
    private static async Task<long> SinceCommitAsync(NpgsqlDataSource database, DateTime readable, string sql, params string[] values)
    {
        await using var ask = database.CreateCommand(sql);
        foreach (var value in values) ask.Parameters.Add(new() { Value = value });
        return (long)((readable - (DateTime)(await ask.ExecuteScalarAsync())!).TotalSeconds * Stopwatch.Frequency);
    }

    private static async Task CopyAsync(NpgsqlDataSource floor, CancellationToken over)
    {
        await using var listener = await floor.OpenConnectionAsync(CancellationToken.None);
        await using var writer = await floor.OpenConnectionAsync(CancellationToken.None);
        var heard = new Queue<string>();
        listener.Notification += (_, said) => heard.Enqueue(said.Payload);
        await RunAsync(listener, "LISTEN probe");
        try
        {
            while (true)
            {
                if (heard.Count == 0) await listener.WaitAsync(over);
                while (heard.TryDequeue(out var unit))
                    await RunAsync(writer, "INSERT INTO value_copy (unit, element, period, version, source_kind, source_id, source_by, recorded_at) VALUES ($1, 0, 'probe', 1, '', $2, '', now())", unit, Guid.Empty);
            }
        }
        catch (OperationCanceledException)
        {
            // The benchmark is over.
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync();
    }
}
