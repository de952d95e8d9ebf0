using System.Security.Cryptography;
using System.Text;

namespace Datarun.Local;

/// <summary>Where the services listen: Unix sockets, closed to other users, so that only the gateway is reachable.</summary>
internal sealed class Sockets
{
    private const int LongestPath = 100; // The system takes 107 bytes.
    private readonly string _folder;

    private Sockets(string folder) => _folder = folder;

    public static Sockets In(string data)
    {
        var folder = Path.Combine(data, "run");
        if (folder.Length > LongestPath - "/accountability.sock".Length)
            folder = Path.Combine(Path.GetTempPath(), "datarun-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(data)))[..12]);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var stale in Directory.EnumerateFiles(folder, "*.sock")) File.Delete(stale);
        return new Sockets(folder);
    }

    public string Of(string service) => Path.Combine(_folder, service + ".sock");
}
