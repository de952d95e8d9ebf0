using System.Globalization;

namespace Datarun.Local;

/// <summary>Holds a data directory for one local host. The system releases it when the process ends, however it ends.</summary>
public sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DataDirectoryLock(FileStream file) => _file = file;

    /// <exception cref="InvalidOperationException">Another local host has the directory, or it cannot be written.</exception>
    public static DataDirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        try
        {
            // FileShare.None is a lock (flock) on Unix; the file itself stays, its presence means nothing.
            var opened = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            opened.SetLength(0);
            opened.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            opened.Flush();
            return new DataDirectoryLock(opened);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new InvalidOperationException(
                $"{directory} belongs to another user. Run as that user, or name another directory with --data DIR.", refused);
        }
        catch (IOException taken) when (File.Exists(path))
        {
            throw new InvalidOperationException(
                $"Another local host{Holder(path)} is using {directory}. Stop it, or name another directory with --data DIR.", taken);
        }
    }

    public void Dispose() => _file.Dispose();

    // Not by FileStream: it asks for the lock even to read.
    private static string Holder(string path) =>
        ServerUser.Run("cat", path) is (0, { Length: > 0 } pid) ? $" (process {pid})" : "";
}
