using System.Diagnostics;

namespace Datarun.Local;

/// <summary>
/// Who the database server runs as. PostgreSQL refuses root, so a local host that runs as root hands it to another
/// user; a local host that runs as anybody else keeps it.
/// </summary>
public sealed class ServerUser
{
    private readonly string? _other;
    private readonly bool _hasSetPriv;

    private ServerUser(string? other)
    {
        _other = other;
        // BusyBox has a setpriv that can neither change users nor bind a child's life to ours.
        _hasSetPriv = FindProgram("setpriv") && Run("setpriv", "--help").Output.Contains("--pdeathsig", StringComparison.Ordinal);
        if (other is not null && !_hasSetPriv && !FindProgram("runuser"))
        {
            throw new InvalidOperationException(
                "PostgreSQL does not run as root, and neither setpriv nor runuser is here to change users. Type:\n  apt-get install -y util-linux");
        }
    }

    public bool IsOther => _other is not null;

    /// <summary>The owner of an existing cluster if there is one, else a user named postgres, else nobody.</summary>
    public static ServerUser Choose(string cluster)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new ServerUser(other: null);
        }

        var owner = Directory.Exists(cluster)
            ? Run("ls", "-ldnL", cluster).Output.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]
            : "0";
        return new ServerUser(owner != "0" ? owner : Run("id", "-u", "postgres").Code == 0 ? "postgres" : "nobody");
    }

    public void Own(string path)
    {
        if (IsOther)
        {
            Run("chown", "-R", $"{_other}:{Group}", path).OrThrow($"giving {path} to {_other}");
        }
    }

    /// <summary>True if this user gets through every parent of the directory.</summary>
    public bool Reaches(string directory) => !IsOther || Run(As("sh", "-c", "cd \"$0\"", directory)).Code == 0;

    /// <summary>The command as this user.</summary>
    public ProcessStartInfo As(string program, params string[] arguments) => (IsOther, _hasSetPriv) switch
    {
        (false, _) => Command(program, arguments),
        (_, true) => Command("setpriv", ["--reuid", _other!, "--regid", Group, "--clear-groups", "--", program, .. arguments]),
        _ => Command("runuser", ["-u", _other!, "--", program, .. arguments]),
    };

    /// <summary>
    /// The command as this user, in a session of its own (a Ctrl-C meant for us does not reach it), and where the
    /// system can do that, interrupted when the thread that starts it ends.
    /// </summary>
    public ProcessStartInfo Detached(string program, params string[] arguments)
    {
        var start = As(program, arguments);
        string[] words = [start.FileName, .. start.ArgumentList];
        if (_hasSetPriv)
        {
            words = IsOther
                ? ["setpriv", "--pdeathsig", "INT", .. words[1..]]
                : ["setpriv", "--pdeathsig", "INT", "--", .. words];
        }

        return FindProgram("setsid") ? Command("setsid", words) : Command(words[0], words[1..]);
    }

    public static (int Code, string Output) Run(string program, params string[] arguments) => Run(Command(program, arguments));

    public static (int Code, string Output) Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private string Group => Run("id", "-g", _other!).Output.Trim() is { Length: > 0 } group && group.All(char.IsAsciiDigit)
        ? group
        : _other!;

    private static ProcessStartInfo Command(string program, string[] arguments) => new(program, arguments)
    {
        // Where we stand may be closed to the other user, and a server must not hold a directory that is to be removed.
        WorkingDirectory = "/",
        UseShellExecute = false,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static bool FindProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(entry => File.Exists(Path.Combine(entry, name)));
}

internal static class CommandOutcome
{
    /// <summary>Makes what a failed command said the message of an exception.</summary>
    public static void OrThrow(this (int Code, string Output) outcome, string doing)
    {
        if (outcome.Code != 0)
        {
            throw new InvalidOperationException($"PostgreSQL: {doing} failed:\n{outcome.Output.Trim()}");
        }
    }
}
