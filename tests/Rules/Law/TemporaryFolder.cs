namespace Datarun.Tests.Rules.Law;

/// <summary>A folder with one file, gone when the test is over.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(string name, string content) => System.IO.File.WriteAllText(System.IO.Path.Combine(Path, name), content);

    public string Path { get; } = Directory.CreateTempSubdirectory("datarun-rules-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
