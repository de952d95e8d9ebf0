using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Datarun.Local;

/// <summary>A directory that holds both <c>initdb</c> and <c>postgres</c>, and the server's major version.</summary>
public sealed partial record PostgresBinaries(string Directory, int Major)
{
    /// <summary>Declarative partitioning, <c>MERGE</c> and ICU collations as the migrations use them.</summary>
    private const int OldestMajor = 15;

    // deploy/install looks in the same places.
    private static readonly string[] KnownPlaces =
    [
        "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/libexec/postgresql*", "/usr/local/pgsql/bin",
        "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ];

    public string this[string program] => Path.Combine(Directory, program);

    /// <summary>
    /// Finds the binaries: the directory named, else DATARUN_POSTGRES_BIN, else the newest that is installed, else PATH.
    /// </summary>
    /// <param name="named">What <c>--postgres</c> said.</param>
    /// <param name="major">The version that wrote an existing cluster; only the same one can read it.</param>
    /// <exception cref="InvalidOperationException">There are none; the message is the line to type.</exception>
    public static PostgresBinaries Find(string? named = null, int? major = null)
    {
        named ??= Environment.GetEnvironmentVariable("DATARUN_POSTGRES_BIN");
        if (!string.IsNullOrEmpty(named))
        {
            return In(named) ?? throw new InvalidOperationException(
                $"{named} holds no PostgreSQL server (initdb and postgres). Name the directory of its binaries.");
        }

        var found = KnownPlaces.SelectMany(Expand).Concat(OnPath()).Distinct(StringComparer.Ordinal)
            .Select(In).OfType<PostgresBinaries>()
            .OrderByDescending(binaries => binaries.Major).ToList();
        return found.Find(binaries => major is null ? binaries.Major >= OldestMajor : binaries.Major == major)
            ?? throw new InvalidOperationException((found.Count, major) switch
            {
                (0, null) => "PostgreSQL's server is not installed here. Type:\n  sudo apt-get install -y postgresql",
                (_, null) => $"PostgreSQL {found[0].Major} is installed, but {OldestMajor} or newer is needed. "
                    + "Name the directory of a newer one with --postgres DIR.",
                _ => $"The data directory was written by PostgreSQL {major}, which is not installed here. Type:\n"
                    + $"  sudo apt-get install -y postgresql-{major}",
            });
    }

    private static PostgresBinaries? In(string directory)
    {
        if (!File.Exists(Path.Combine(directory, "initdb")) || !File.Exists(Path.Combine(directory, "postgres")))
        {
            return null;
        }

        // Only the program itself knows its version; a directory's name may say anything.
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(directory, "postgres"), "--version")
        { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var version = VersionPattern().Match(process.StandardOutput.ReadToEnd());
        process.WaitForExit();
        return version.Success ? new(Path.GetFullPath(directory), int.Parse(version.Groups["major"].ValueSpan, CultureInfo.InvariantCulture)) : null;
    }

    /// <summary>The entries of PATH that link to a server; a lone client program does not count.</summary>
    private static IEnumerable<string> OnPath() =>
        from entry in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        let postgres = new FileInfo(Path.Combine(entry.Length == 0 ? "." : entry, "postgres"))
        where postgres.Exists
        select Path.GetDirectoryName(postgres.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? postgres.FullName);

    /// <summary>The directories that a path with one <c>*</c> in one of its parts names.</summary>
    private static IEnumerable<string> Expand(string pattern)
    {
        IEnumerable<string> places = ["/"];
        foreach (var part in pattern.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            places = part.Contains('*', StringComparison.Ordinal)
                ? places.Where(System.IO.Directory.Exists).SelectMany(place => System.IO.Directory.GetDirectories(place, part))
                : places.Select(place => Path.Combine(place, part));
        }

        return places.Where(System.IO.Directory.Exists);
    }

    [GeneratedRegex(@"PostgreSQL\) (?<major>\d+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex VersionPattern();
}
