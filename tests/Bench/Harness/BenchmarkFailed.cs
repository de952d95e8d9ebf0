namespace Datarun.Bench.Harness;

/// <summary>An answer was not what it has to be: the benchmark has no figure.</summary>
internal sealed class BenchmarkFailed(string what) : Exception(what);
