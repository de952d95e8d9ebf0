using Datarun.Bench.Harness;

namespace Datarun.Bench;

/// <summary>What benchmarks share: the options, one running system, its county. Both are made when a benchmark first asks for them.</summary>
internal sealed class Bench(Options options) : IAsyncDisposable
{
    private Platform? _platform;
    private County? _county;

    public Options Options => options;

    public async Task<Platform> PlatformAsync() => _platform ??= await Platform.StartAsync(options);

    /// <summary>See <see cref="Platform.LastWords"/>.</summary>
    public string LastWords => _platform?.LastWords ?? "";

    public async Task<County> CountyAsync() => _county ??= await County.RegisterAsync(await PlatformAsync());

    public async ValueTask DisposeAsync()
    {
        if (_platform is not null) await _platform.DisposeAsync();
    }
}
