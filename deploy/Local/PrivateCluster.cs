using System.Globalization;
using System.Security.Cryptography;

namespace Datarun.Local;

/// <summary>The files of the private PostgreSQL: where they lie, their password, and how they come to be.</summary>
internal static class PrivateCluster
{
    /// <summary>Where the server's user cannot enter the data directory (below /root, say), the cluster lies here.</summary>
    private const string OpenPlace = "/var/lib/datarun";

    /// <summary>The cluster's true place; it exists only once it is complete.</summary>
    public static string Locate(string dataDirectory)
    {
        var link = new DirectoryInfo(Path.Combine(dataDirectory, "postgres"));
        return link.LinkTarget is { } target ? Path.GetFullPath(target, dataDirectory) : link.FullName;
    }

    public static int? Major(string cluster) =>
        File.Exists(Path.Combine(cluster, "PG_VERSION"))
            ? int.Parse(File.ReadAllText(Path.Combine(cluster, "PG_VERSION")), CultureInfo.InvariantCulture)
            : null;

    /// <summary>The superuser's password, random and readable by us alone; written before the cluster, so never lost with it.</summary>
    public static string Password(string dataDirectory, bool isNew)
    {
        var path = Path.Combine(dataDirectory, "postgres.password");
        if (File.Exists(path) && new FileInfo(path).Length > 0)
        {
            return File.ReadAllText(path).Trim();
        }

        if (!isNew)
        {
            throw new InvalidOperationException(
                $"{path} is gone, and the database in {dataDirectory} cannot be opened without it. Put it back, or name another directory with --data DIR.");
        }

        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        WritePrivate(path, password);
        return password;
    }

    /// <summary>
    /// Makes the cluster unless it is there. It is built beside its place and moved there when it is complete, so that
    /// a start that was killed half-way leaves nothing that a next one takes for a cluster.
    /// </summary>
    public static string Create(string dataDirectory, PostgresBinaries binaries, ServerUser user, string superuser, string password)
    {
        var place = Path.Combine(dataDirectory, "postgres");
        var cluster = Locate(dataDirectory);
        if (Directory.Exists(cluster))
        {
            return user.Reaches(cluster) ? cluster : throw new InvalidOperationException(
                $"The database's user cannot enter {cluster}: every directory above it must let others pass (chmod o+x).");
        }

        // A link whose target is gone: the data are lost, and starting empty in silence would hide that.
        if (new DirectoryInfo(place).LinkTarget is not null)
        {
            throw new InvalidOperationException($"{place} points to {cluster}, which is gone. Remove the link to begin anew.");
        }

        var parent = user.Reaches(dataDirectory) ? dataDirectory : Directory.CreateDirectory(OpenPlace).FullName;
        var made = Path.Combine(parent, parent == dataDirectory ? "postgres.new" : Path.GetRandomFileName());
        if (Directory.Exists(made))
        {
            Directory.Delete(made, recursive: true);
        }

        Directory.CreateDirectory(made, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var passwordFile = made + ".password";
        WritePrivate(passwordFile, password);
        try
        {
            user.Own(passwordFile);
            InitDb("C.UTF-8");
            Directory.CreateDirectory(Path.Combine(made, "log"));
            user.Own(made);
        }
        finally
        {
            File.Delete(passwordFile);
        }

        if (parent == dataDirectory)
        {
            Directory.Move(made, place);
            return place;
        }

        Directory.CreateSymbolicLink(place, made);
        return made;

        void InitDb(string locale)
        {
            user.Own(made);
            var outcome = ServerUser.Run(user.As(
                binaries["initdb"], "-D", made, "-U", superuser, "--pwfile", passwordFile, "--auth=scram-sha-256",
                "-E", "UTF8", $"--locale={locale}", "--no-instructions"));
            // Not every system has C.UTF-8; ICU collations, which order Chinese, are there with either.
            if (outcome.Code != 0 && locale != "C" && outcome.Output.Contains("locale", StringComparison.Ordinal))
            {
                InitDb("C");
                return;
            }

            outcome.OrThrow("initdb");
        }
    }

    private static void WritePrivate(string path, string text)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(System.Text.Encoding.ASCII.GetBytes(text));
        file.Flush(flushToDisk: true);
    }
}
