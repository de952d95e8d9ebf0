using System.Text.Json;
using Datarun.Bench.Benchmarks;
using Datarun.Bench.Harness;

namespace Datarun.Bench;

/// <summary>Every benchmark stands here. <c>dotnet run -c Release --project tests/Bench --</c> with <see cref="Options.Usage"/>.</summary>
internal static class Program
{
    private static readonly (string Name, Func<Bench, Task<Outcome>> RunAsync)[] Benchmarks =
    [
        ("divisions-import", DivisionsImport.RunAsync),
        ("filings-single", FilingsSingle.RunAsync),
        ("filings-single-10m", FilingsSingle10m.RunAsync),
        ("filings-import", FilingsImport.RunAsync),
        ("values-record", ValuesRecord.RunAsync),
        ("task-open", TaskOpen.RunAsync),
        ("rollup-read", RollUpRead.RunAsync),
        ("propagation", Propagation.RunAsync),
        ("granted-read", GrantedRead.RunAsync),
        ("fan-out", FanOut.RunAsync),
        ("catch-up", CatchingUp.RunAsync),
        ("export", Exports.RunAsync),
    ];

    private static async Task<int> Main(string[] args)
    {
        if (Options.Parse(args, [.. Benchmarks.Select(b => b.Name)]) is not { } options) return 2;
        var (outcomes, failed) = (new List<Outcome>(), false);
        await using (var bench = new Bench(options))
        {
            foreach (var (name, run) in Benchmarks.Where(b => options.Names.Count == 0 || options.Names.Contains(b.Name)))
            {
                Console.WriteLine($"== {name}");
                try
                {
                    outcomes.Add(await run(bench));
                }
                catch (Exception error)
                {
                    // One that fails has no figure at all; the others are still worth having.
                    failed = true;
                    Console.WriteLine($"FAILED {name}: {(error is BenchmarkFailed ? error.Message : error)}\n{bench.LastWords}");
                }
            }
        }
        Console.WriteLine();
        foreach (var outcome in outcomes) Console.WriteLine(JsonSerializer.Serialize(outcome, Outcome.AsJson));
        return failed ? 1 : 0;
    }
}
