using System.IO.Compression;
using System.Text;

namespace Datarun.Tests.Platform.Workbooks;

public sealed class HostileWorkbookTests(LocalPlatform platform)
{
    private static byte[] Zip(byte[] from, Action<ZipArchive> change)
    {
        using var file = new MemoryStream();
        file.Write(from);
        using (var archive = new ZipArchive(file, ZipArchiveMode.Update, leaveOpen: true)) change(archive);
        return file.ToArray();
    }

    private static byte[] With(byte[] from, string part, Action<Stream> write) => Zip(from, archive =>
    {
        archive.GetEntry(part)?.Delete();
        using var stream = archive.CreateEntry(part, CompressionLevel.SmallestSize).Open();
        write(stream);
    });

    private static byte[] With(byte[] from, string part, Func<string, string> change)
    {
        using var archive = new ZipArchive(new MemoryStream(from));
        using var reader = new StreamReader(archive.GetEntry(part)!.Open());
        var text = change(reader.ReadToEnd());
        return With(from, part, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public async Task A_file_that_is_no_plain_workbook_is_refused_by_name_and_at_once()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("LAND");
        var count = await county.DefineAsync(office, "count");
        var request = await county.AskAsync(office, $"land-{county.Code}", [count]);
        var village = await county.ReporterAsync(county.Village);
        var path = $"api/reports/v1/tasks/{request}.{county.Village}/workbook";
        var good = await village.FileAsync(path, Book.MediaType);
        Task<Answer> Put(byte[] file, string type = Book.MediaType) => village.SendAsync(HttpMethod.Put, path, ApiClient.Raw(file, type));
        const string sheet = "xl/worksheets/sheet1.xml";

        (await Put([])).IsProblem(400, "WORKBOOK_UNREADABLE");
        (await Put("name,value"u8.ToArray())).IsProblem(400, "WORKBOOK_UNREADABLE");
        (await Put(good[..(good.Length / 2)])).IsProblem(400, "WORKBOOK_UNREADABLE");
        (await Put([.. good[..200], .. new byte[good.Length - 200]])).IsProblem(400, "WORKBOOK_UNREADABLE");
        (await Put(Zip([], a => a.CreateEntry("hello.txt")))).IsProblem(400, "WORKBOOK_UNREADABLE");
        (await Put([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[4096]])).IsProblem(422, "WORKBOOK_LOCKED");
        (await Put(good, "application/json")).IsProblem(415, "MEDIA_TYPE_UNSUPPORTED");
        (await Put(good, "application/vnd.ms-excel.sheet.macroEnabled.12")).IsProblem(415, "MEDIA_TYPE_UNSUPPORTED");
        (await Put(new byte[9 << 20])).IsProblem(413, "BODY_TOO_LARGE");
        (await Put(With(good, "xl/vbaProject.bin", s => s.WriteByte(1)))).IsProblem(422, "WORKBOOK_NOT_PLAIN");
        (await Put(With(good, "xl/externalLinks/externalLink1.xml", s => s.WriteByte(1)))).IsProblem(422, "WORKBOOK_NOT_PLAIN");
        (await Put(With(good, "xl/embeddings/oleObject1.bin", s => s.WriteByte(1)))).IsProblem(422, "WORKBOOK_NOT_PLAIN");
        (await Put(With(good, "../../evil.xml", s => s.WriteByte(1)))).IsProblem(400, "WORKBOOK_UNREADABLE");

        // A hundred megabytes of blanks in a few kilobytes; entities that name a file of the server or grow without end.
        var blanks = new byte[1 << 20];
        Array.Fill(blanks, (byte)' ');
        (await Put(With(good, sheet, s => { for (var i = 0; i < 100; i++) s.Write(blanks); }))).IsProblem(422, "WORKBOOK_TOO_LARGE");
        foreach (var entity in new[] { "<!ENTITY a SYSTEM \"file:///etc/passwd\">", "<!ENTITY b \"bbbbbbbbbb\"><!ENTITY a \"&b;&b;&b;&b;&b;&b;&b;&b;\">" })
        {
            var answer = (await Put(With(good, sheet, text => $"<!DOCTYPE x [{entity}]>" + text[(text.IndexOf("?>", StringComparison.Ordinal) + 2)..]))).IsProblem(400, "WORKBOOK_UNREADABLE");
            Assert.DoesNotContain("root:", answer.Text, StringComparison.Ordinal);
        }
        // Rows, columns, texts and numbers that cannot be.
        (await Put(With(good, sheet, t => t.Replace("r=\"D9\"", "r=\"D99999999\"", StringComparison.Ordinal)))).IsProblem(400, "WORKBOOK_UNREADABLE");
        (await Put(With(good, sheet, t => t.Replace("r=\"D9\"", "r=\"ZZZ9\"", StringComparison.Ordinal)))).IsProblem(400, "WORKBOOK_UNREADABLE");
        (await Put(With(good, sheet, t => t.Replace("r=\"9\"", "r=\"-9\"", StringComparison.Ordinal).Replace("<c r=\"A9\"", "<c", StringComparison.Ordinal)))).IsProblem(400, "WORKBOOK_UNREADABLE");
        foreach (var cell in new[] { "t=\"s\"><v>77</v>", "t=\"s\"><v>-1</v>", "><v>1e999</v>", "s=\"x\"><v>1</v>", "><v>12</w>" })
            (await Put(With(good, sheet, t => t.Replace("<c r=\"D9\"", $"<c r=\"D9\" {cell}</c><c r=\"Z9\"", StringComparison.Ordinal)))).IsProblem(400, "WORKBOOK_UNREADABLE");
        (await Put(With(good, sheet, t => t.Replace("</sheetData>", string.Concat(Enumerable.Range(0, 40_000).Select(r => $"<row r=\"{r + 100}\">{string.Concat(Enumerable.Repeat("<c><v>1</v></c>", 15))}</row>")) + "</sheetData>", StringComparison.Ordinal))))
            .IsProblem(422, "WORKBOOK_TOO_LARGE");
        (await Put(new Book(good).Type("D9", "#REF!").Bytes)).IsProblem(422, "WRONG_TYPE");
        Assert.Empty((await village.GetAsync($"api/reports/v1/filings?unit={county.Village}")).Is(200).Items);
        (await Put(new Book(good).Type("D9", 7).Bytes)).Is(200);
    }

    [Fact]
    public async Task A_formula_that_nobody_has_calculated_yet_is_named_and_a_text_of_no_letters_is_an_empty_cell()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("LAND");
        var count = await county.DefineAsync(office, "count");
        var request = await county.AskAsync(office, $"land-{county.Code}", [count]);
        var village = await county.ReporterAsync(county.Village);
        var path = $"api/reports/v1/tasks/{request}.{county.Village}/workbook";
        var good = await village.FileAsync(path, Book.MediaType);

        // As programs write it that do not calculate: a formula with <v/>, a text with <is/>.
        foreach (var (cell, code, detail) in new[]
        {
            ("><f>SUM(1,2)</f><v/>", "WRONG_TYPE", "填报!D9: INTEGER"), ("><f/><v />", "WRONG_TYPE", "填报!D9: INTEGER"),
            ("t=\"inlineStr\"><is/>", "REQUIRED_MISSING", "填报!D9"), ("t=\"inlineStr\"><is><t/></is>", "REQUIRED_MISSING", "填报!D9"),
        })
        {
            var book = With(good, "xl/worksheets/sheet1.xml", t => t.Replace("<c r=\"D9\"", $"<c r=\"D9\" {cell}</c><c r=\"Z9\"", StringComparison.Ordinal));
            var refused = (await village.SendAsync(HttpMethod.Put, path, ApiClient.Raw(book, Book.MediaType))).IsProblem(422, code);
            Assert.Equal(detail, refused["errors"][0]!["detail"]!.ToString());
        }
    }
}
