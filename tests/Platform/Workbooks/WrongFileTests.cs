using System.IO.Compression;
using System.Text;

namespace Datarun.Tests.Platform.Workbooks;

/// <summary>A file that is no workbook, or none that can be opened, is told apart at every door.</summary>
public sealed class WrongFileTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/";

    private static byte[] Zip(params (string Part, string Text)[] parts)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (part, text) in parts)
            {
                using var stream = archive.CreateEntry(part, CompressionLevel.SmallestSize).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return file.ToArray();
    }

    private static string Relation(string target) =>
        $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{target}"/></Relationships>""";

    private static byte[] Ole(string stream) => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[1016], .. Encoding.Unicode.GetBytes(stream), .. new byte[2048]];

    private static (string What, byte[] File, int Status, string Code)[] Wrong =>
    [
        ("nothing", [], 400, "WORKBOOK_UNREADABLE"),
        ("a table of text", "unit,no\n1,2\n"u8.ToArray(), 400, "WORKBOOK_UNREADABLE"),
        ("a page of HTML, as many systems export for Excel", "<html><table><tr><td>1</td></tr></table></html>"u8.ToArray(), 400, "WORKBOOK_UNREADABLE"),
        ("a letter", Zip(("[Content_Types].xml", "<Types/>"), ("_rels/.rels", Relation("word/document.xml")), ("word/document.xml", """<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body/></w:document>""")), 400, "WORKBOOK_UNREADABLE"),
        ("a binary workbook", Zip(("_rels/.rels", Relation("xl/workbook.bin")), ("xl/workbook.bin", "\u0083\u0001")), 400, "WORKBOOK_UNREADABLE"),
        ("a workbook of OpenDocument", Zip(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<office:document-content/>")), 400, "WORKBOOK_UNREADABLE"),
        ("a file of Excel 97", Ole("Workbook"), 422, "WORKBOOK_LOCKED"),
        ("a workbook with a password", Ole("EncryptedPackage"), 422, "WORKBOOK_LOCKED"),
        ("a workbook of Excel 4", [0x09, 0x04, 0x06, 0x00, 0x00, 0x00, 0x10, 0x00], 400, "WORKBOOK_UNREADABLE"),
        ("a bomb", Zip(("_rels/.rels", Relation("xl/workbook.xml")), ("xl/workbook.xml", new string(' ', 40 << 20))), 422, "WORKBOOK_TOO_LARGE"),
    ];

    [Fact]
    public async Task A_file_that_is_no_workbook_is_told_apart_at_every_door()
    {
        var at = await Ledgers.LedgerCounty.NewAsync(platform);
        var (county, office) = (at.County, at.Office);
        var (form, ledger) = ($"land-{county.Code}", await at.DefineAsync("people"));
        var request = await county.AskAsync(office, form, [await county.DefineAsync(office, "count")]);
        var village = await county.ReporterAsync(county.Village);
        (ApiClient Client, HttpMethod Method, string Path)[] doors =
        [
            (village, HttpMethod.Put, $"tasks/{request}.{county.Village}/workbook"), (village, HttpMethod.Post, $"requests/{request}/workbook"), (office, HttpMethod.Post, "forms:fromXlsForm"),
            (office, HttpMethod.Put, $"workbook-templates/t-{county.Code}?form={form}"), (village, HttpMethod.Post, $"ledgers/{ledger}/entries:import"),
        ];
        foreach (var (what, file, status, code) in Wrong)
        {
            foreach (var (client, method, path) in doors)
            {
                var answer = await client.SendAsync(method, Reports + path, ApiClient.Raw(file, Book.MediaType));
                Assert.Equal($"{what} to {path}: {status} {code}", $"{what} to {path}: {answer.Status} {answer.Code}");
            }
        }
    }
}
