using System.IO.Compression;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Spreadsheets;

/// <summary>
/// Takes in a .xlsx without trusting it. It is a ZIP of XML: bounded as it comes and as it unpacks, refused with macros, links to other
/// files or embedded objects. Nothing of it is ever run or followed.
/// </summary>
public static class UploadedWorkbook
{
    /// <summary>Of an Excel workbook without macros.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Largest file that is taken: 8 MiB.</summary>
    public const int MostBytes = 8 << 20;

    private const int MostParts = 2000;
    // XML packs well, 60 to 1 where most cells are empty; a bomb packs a thousand to 1. What is small may be as it likes.
    private const int MostRatio = 200;
    private const long SmallUnpacked = 8L << 20;
    private static readonly string[] NotPlain = ["vbaproject.bin", "xl/externallinks/", "xl/embeddings/", "xl/activex/", "xl/connections.xml", "xl/querytables/", "xl/macrosheets/"];

    /// <summary>Reads the body. Throws MEDIA_TYPE_UNSUPPORTED, BODY_TOO_LARGE or one of the WORKBOOK problems.</summary>
    public static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentType?.Split(';')[0].Trim() is not (MediaType or "application/octet-stream"))
            throw CommonProblems.MediaTypeUnsupported.Refuse().With("takes", new[] { MediaType }).AsException();
        using var file = new MemoryStream();
        await SpooledBody.CopyAsync(request.Body, file, MostBytes, cancel);
        var bytes = file.ToArray();
        Check(bytes);
        return bytes;
    }

    /// <summary>Throws unless the file is a plain workbook of bearable size.</summary>
    public static void Check(byte[] file)
    {
        using var stream = new MemoryStream(file, writable: false);
        Check(stream, WorkbookBounds.Form);
    }

    /// <summary>The same for a file on the disk.</summary>
    internal static void Check(Stream file, WorkbookBounds bounds)
    {
        var begin = new byte[4];
        file.Position = 0;
        if (file.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false) < begin.Length) throw Unreadable("not a ZIP archive");
        // An OLE container: an encrypted .xlsx, or a .xls.
        if (begin.AsSpan().SequenceEqual<byte>([0xD0, 0xCF, 0x11, 0xE0])) throw SpreadsheetProblems.WorkbookLocked.Refuse().AsException();
        if (!begin.AsSpan().SequenceEqual("PK\x03\x04"u8)) throw Unreadable("not a ZIP archive");
        using var archive = Open(file);
        if (archive.Entries.Count > MostParts) throw TooLarge($"parts: {archive.Entries.Count} > {MostParts}");
        var unpacked = 0L;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in archive.Entries)
        {
            var name = entry.FullName.Replace('\\', '/').ToLowerInvariant();
            if (!names.Add(name) || name.Contains("../", StringComparison.Ordinal) || entry.IsEncrypted) throw Unreadable(entry.FullName);
            if (NotPlain.FirstOrDefault(n => name.Contains(n, StringComparison.Ordinal)) is not null)
                throw SpreadsheetProblems.WorkbookNotPlain.At("", entry.FullName).AsException();
            unpacked += entry.Length;
        }
        if (unpacked > bounds.Unpacked || (unpacked > SmallUnpacked && unpacked / file.Length > MostRatio)) throw TooLarge($"unpacked: {unpacked}");
    }

    /// <summary>Opens the archive; a broken one is WORKBOOK_UNREADABLE.</summary>
    internal static ZipArchive Open(Stream file)
    {
        try
        {
            return new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException error)
        {
            throw Unreadable(error.Message);
        }
    }

    internal static RefusedException Unreadable(string why) => SpreadsheetProblems.WorkbookUnreadable.At("", why).AsException();

    internal static RefusedException TooLarge(string what) => SpreadsheetProblems.WorkbookTooLarge.At("", what).AsException();
}
