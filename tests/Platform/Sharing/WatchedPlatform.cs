namespace Datarun.Tests.Platform.Sharing;

/// <summary>A local host that looks at deadlines and holiday notices several times a second, and in whose Exchange days can be let pass.</summary>
public sealed class WatchedPlatform : LocalPlatform
{
    /// <summary>Where new holiday notices are put.</summary>
    public string Notices { get; } = Directory.CreateTempSubdirectory("datarun-notices-").FullName;

    protected override IEnumerable<string> Settings => ["--Deadlines:Seconds=0.2", "--Calendar:Seconds=0.2", $"--Calendar:Folder={Notices}"];

    protected override async Task StopAsync()
    {
        await base.StopAsync();
        Directory.Delete(Notices, recursive: true);
    }
}

/// <summary>The tests that share it.</summary>
[CollectionDefinition(nameof(WatchedPlatform))]
public sealed class WatchedPlatformTests : ICollectionFixture<WatchedPlatform>;
