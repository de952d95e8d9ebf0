using System.Globalization;

namespace Datarun.Bench.Harness;

/// <summary>CPU time and peak memory from /proc: what Datarun runs in, PostgreSQL with all its children, and the bench itself.</summary>
/// <param name="host">The local host; or services, gateway and broker.</param>
/// <param name="postmaster">PostgreSQL.</param>
internal sealed class Processes(IReadOnlyList<int> host, int postmaster)
{
    private const double TicksPerSecond = 100; // USER_HZ is 100 on every Linux that .NET runs on.

    /// <summary>CPU seconds so far.</summary>
    public Cpu Cpu() => new(host.Sum(h => Own(h)), Own(postmaster, withReaped: true) + Children().Sum(c => Own(c)), Own(Environment.ProcessId));

    /// <summary>Peak memory since <see cref="ForgetPeaks"/>, in megabytes. Pages that PostgreSQL's processes share count once for each of them.</summary>
    public Cpu PeakMegabytes() => new(host.Sum(Peak), Children().Append(postmaster).Sum(Peak), Peak(Environment.ProcessId));

    /// <summary>Lets the peaks begin at what is used now, where the system allows it.</summary>
    public void ForgetPeaks()
    {
        foreach (var process in Children().Append(postmaster).Concat(host).Append(Environment.ProcessId))
        {
            try
            {
                File.WriteAllText($"/proc/{process}/clear_refs", "5");
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                // The peak since the process's start is then what is told.
            }
        }
    }

    // A child that has ended lives on in the times of the children that the postmaster has waited for.
    private static double Own(int process, bool withReaped = false) => Fields(process) is { } f
        ? (f[11..(withReaped ? 15 : 13)].Sum(t => double.Parse(t, CultureInfo.InvariantCulture)) / TicksPerSecond)
        : 0;

    private int[] Children() =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Fields(id) is { } f && f[1] == postmaster.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>The fields behind the name: state, parent, …; null if it is gone.</summary>
    private static string[]? Fields(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double Peak(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM", StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}

/// <summary>One figure for each process.</summary>
internal sealed record Cpu(double Host, double Postgres, double Bench)
{
    public static Cpu operator +(Cpu a, Cpu b) => new(a.Host + b.Host, a.Postgres + b.Postgres, a.Bench + b.Bench);

    public static Cpu operator -(Cpu a, Cpu b) => new(a.Host - b.Host, a.Postgres - b.Postgres, a.Bench - b.Bench);
}
