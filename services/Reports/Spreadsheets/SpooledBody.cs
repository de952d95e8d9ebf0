using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Spreadsheets;

/// <summary>A body on the disk, for files that are read from their end, or whose encoding is known only there. Gone when it is closed.</summary>
internal static class SpooledBody
{
    /// <summary>The body, from its beginning. Throws BODY_TOO_LARGE.</summary>
    public static async Task<FileStream> ReadAsync(Stream body, CancellationToken cancel, long most = long.MaxValue)
    {
        var file = new FileStream(Path.GetTempFileName(), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await CopyAsync(body, file, most, cancel);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>Copies a body of so many bytes at most; throws BODY_TOO_LARGE before it takes more.</summary>
    public static async Task CopyAsync(Stream body, Stream to, long most, CancellationToken cancel)
    {
        var buffer = new byte[81920];
        while (await body.ReadAsync(buffer, cancel) is > 0 and var read)
        {
            if (to.Position + read > most) throw CommonProblems.BodyTooLarge.Refuse().With("most", most).AsException();
            await to.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
    }
}
