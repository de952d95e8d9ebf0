using System.Diagnostics;
using System.Globalization;

namespace Datarun.Local;

/// <summary>The file <c>postmaster.pid</c> of a cluster, in which its server says who it is and how far it is.</summary>
/// <param name="cluster">The directory that the server was told.</param>
internal sealed class PidFile(string cluster)
{
    private string Location => Path.Combine(cluster, "postmaster.pid");

    public bool Exists => File.Exists(Location);

    /// <summary>The port of the server that is up.</summary>
    public int Port => int.Parse(File.ReadAllLines(Location)[3], CultureInfo.InvariantCulture);

    /// <summary>Whether the server on that port takes connections: it writes its state as the eighth line.</summary>
    public bool SaysReady(int port) => Lines() is { Length: >= 8 } lines && lines[3] == port.ToString(CultureInfo.InvariantCulture) && lines[7].Trim() == "ready";

    /// <summary>Whether its number is that of a server of the cluster; false where another program has the number by now, null where nobody has it, or it says none.</summary>
    public bool? IsOfServer()
    {
        if (Lines() is not [var number, _, var startedAt, ..]
            || !int.TryParse(number, CultureInfo.InvariantCulture, out var pid)
            || !long.TryParse(startedAt, CultureInfo.InvariantCulture, out var seconds))
        {
            return null;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            var commandLine = File.Exists($"/proc/{pid}/cmdline") ? File.ReadAllText($"/proc/{pid}/cmdline") : null;
            // A dead process that nobody has waited for keeps its number but has no command line.
            return process.ProcessName == "postgres" && commandLine is not ""
                && (commandLine?.Contains(cluster, StringComparison.Ordinal) == true
                    || (process.StartTime.ToUniversalTime() - DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime).Duration() < TimeSpan.FromMinutes(1));
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    public void Delete() => File.Delete(Location);

    private string[]? Lines()
    {
        try
        {
            return File.ReadAllLines(Location);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
