using System.Text;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Imports;

/// <summary>Every call that takes many lines: the good ones are in, each bad one is named, and the mended file goes in without doubling anything.</summary>
public sealed class ImportTests(LocalPlatform platform)
{
    private static string[] Refusals(Answer answer) => [.. answer["refused"].AsArray().Select(r => $"{r!["line"]} {r["code"]} {r["field"]}".TrimEnd())];

    [Fact]
    public async Task The_calls_tried_here_are_all_that_the_descriptions_list()
    {
        var listed = new List<string>();
        foreach (var service in new[] { "rosters", "reports", "exchange", "accountability", "identity" })
        {
            var paths = (await platform.Admin.GetAsync($"openapi/{service}.json")).Is(200)["paths"].AsObject();
            listed.AddRange(from path in paths
                            from call in path.Value!.AsObject()
                            from type in call.Value is JsonObject one && one["requestBody"]?["content"] is JsonObject content ? content.Select(c => c.Key) : []
                            where type != "application/json" || path.Key.EndsWith("dataValueSets", StringComparison.Ordinal)
                            where !type.EndsWith("spreadsheetml.sheet", StringComparison.Ordinal) && !type.EndsWith("form-urlencoded", StringComparison.Ordinal)
                            select $"{path.Key.Split("/v1/")[1]} {type}");
        }
        Assert.Equal(ImportedFile.Calls.Keys.Order(), listed.Order());
    }

    [Theory]
    [MemberData(nameof(ImportedFile.All), MemberType = typeof(ImportedFile))]
    public async Task Good_lines_are_in_the_bad_one_is_named_and_the_mended_file_doubles_nothing(string call)
    {
        var file = await ImportedFile.OfAsync(platform, call);
        var first = (await file.SendAsync(file.With([file.Good[0], file.Wrong, file.Good[2]]))).Is(200);
        Assert.Equal((2, 0, 1), ImportedFile.Counts(first));
        Assert.Equal([$"{file.LineOf(2)} {file.Fault.Code} {file.Fault.Field}"], Refusals(first));
        Assert.NotEqual("", first["refused"][0]!["reason"]!.ToString());
        Assert.Equal((1, 2, 0), ImportedFile.Counts((await file.SendAsync(file.With(file.Good))).Is(200)));
        Assert.Equal((0, 3, 0), ImportedFile.Counts((await file.SendPackedAsync(ImportedFile.Pack(file.With(file.Good)))).Is(200)));
    }

    [Theory]
    [MemberData(nameof(ImportedFile.All), MemberType = typeof(ImportedFile))]
    public async Task A_line_that_stands_twice_counts_once(string call)
    {
        var file = await ImportedFile.OfAsync(platform, call);
        var answer = (await file.SendAsync(file.With([file.Good[0], file.Good[1], file.Good[0]]))).Is(200);
        var (taken, known, refused) = ImportedFile.Counts(answer);
        Assert.Equal((2, 1), (taken, known + refused));
        if (refused > 0) Assert.Equal([$"{file.LineOf(3)} LEDGER_ENTRY_TWICE"], Refusals(answer));
        Assert.Equal((1, 2, 0), ImportedFile.Counts((await file.SendAsync(file.With(file.Good))).Is(200)));
    }

    [Theory]
    [MemberData(nameof(ImportedFile.All), MemberType = typeof(ImportedFile))]
    public async Task A_byte_order_mark_and_the_line_ends_of_Windows_are_no_content(string call)
    {
        var file = await ImportedFile.OfAsync(platform, call);
        Assert.Equal((3, 0, 0), ImportedFile.Counts((await file.SendAsync([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(file.With(file.Good, "\r\n"))])).Is(200)));
        Assert.Equal((0, 3, 0), ImportedFile.Counts((await file.SendAsync(file.With(file.Good, "\n\n"))).Is(200)));
    }

    [Theory]
    [MemberData(nameof(ImportedFile.All), MemberType = typeof(ImportedFile))]
    public async Task An_empty_body_brings_nothing_and_is_no_failure(string call)
    {
        var file = await ImportedFile.OfAsync(platform, call);
        foreach (var empty in new[] { "", "\n", "\uFEFF", "\r\n\r\n" })
        {
            var answer = (await file.SendAsync(empty, Encoding.UTF8)).Is(200, 400, 422);
            if (answer.Status == 200) Assert.Equal(0, answer["received"].GetValue<int>());
            else Assert.NotEqual("", answer.Code);
        }
        Assert.Equal((3, 0, 0), ImportedFile.Counts((await file.SendAsync(file.With(file.Good))).Is(200)));
    }

    [Theory]
    [MemberData(nameof(ImportedFile.All), MemberType = typeof(ImportedFile))]
    public async Task A_body_that_was_cut_off_brings_nothing_and_goes_in_whole_after_that(string call)
    {
        var file = await ImportedFile.OfAsync(platform, call);
        // Blanks that are no content, so that there are good lines before the cut and the body is larger than any buffer.
        var text = file.With(file.Good).Insert(file.Whole is null ? file.With(file.Good[..2]).Length : file.With(file.Good).Length, new string(file.Whole is null ? '\n' : ' ', 300_000));
        foreach (var chunked in new[] { false, true }) Assert.DoesNotContain("HTTP/1.1 200", await file.CutAsync(platform.Address, text, chunked), StringComparison.Ordinal);
        var packed = ImportedFile.Pack(text);
        foreach (var length in new[] { packed.Length / 2, packed.Length - 5 }) (await file.SendPackedAsync(packed[..length])).IsProblem(400, "PACKED_BODY_DAMAGED");
        Assert.Equal((3, 0, 0), ImportedFile.Counts((await file.SendAsync(text)).Is(200)));
    }

    [Theory]
    [MemberData(nameof(ImportedFile.OfLines), MemberType = typeof(ImportedFile))]
    public async Task A_line_of_ten_megabytes_is_named_and_the_others_are_in(string call)
    {
        var file = await ImportedFile.OfAsync(platform, call);
        var answer = (await file.SendAsync(file.With([file.Good[0], new string('x', 10 << 20), file.Good[1], file.Good[2]]))).Is(200);
        Assert.Equal((3, 0, 1), ImportedFile.Counts(answer));
        Assert.Matches($"^{file.LineOf(2)} (CSV_)?LINE_TOO_LONG$", Assert.Single(Refusals(answer)));
        // The last one, and without an end.
        answer = (await file.SendAsync(file.With(file.Good) + new string('y', 10 << 20))).Is(200);
        Assert.Equal((0, 3, 1), ImportedFile.Counts(answer));
        Assert.Matches($"^{file.LineOf(4)} (CSV_)?LINE_TOO_LONG$", Assert.Single(Refusals(answer)));
    }

    [Theory]
    [MemberData(nameof(ImportedFile.OfTables), MemberType = typeof(ImportedFile))]
    public async Task A_quote_that_is_never_closed_spoils_its_own_line_alone(string call)
    {
        var file = await ImportedFile.OfAsync(platform, call);
        var open = file.Good[1].Insert(file.Good[1].LastIndexOf(',') + 1, "\"");
        var answer = (await file.SendAsync(file.With([file.Good[0], open, file.Good[2]]))).Is(200);
        Assert.Equal((2, 0, 1), ImportedFile.Counts(answer));
        Assert.Matches($"^{file.LineOf(2)} CSV_(LINE_)?MALFORMED$", Assert.Single(Refusals(answer)));
        // Nor do two of them swallow what lies between.
        answer = (await file.SendAsync(file.With([file.Good[0], open + " x", file.Good[2], open + " y", file.Good[0]]))).Is(200);
        Assert.Equal(0, ImportedFile.Counts(answer).New);
        Assert.Equal([file.LineOf(2), file.LineOf(4)], answer["refused"].AsArray().Where(r => r!["code"]!.ToString() != "LEDGER_ENTRY_TWICE").Select(r => r!["line"]!.GetValue<int>()));
        Assert.Equal((1, 2, 0), ImportedFile.Counts((await file.SendAsync(file.With(file.Good))).Is(200)));
    }

    [Theory]
    [MemberData(nameof(ImportedFile.OfTables), MemberType = typeof(ImportedFile))]
    public async Task A_table_may_be_cut_by_tabs_or_semicolons_and_end_its_lines_as_old_Macintoshes_do(string call)
    {
        foreach (var (separator, end) in new[] { ("\t", "\r\n"), (";", "\n"), (",", "\r"), ("\t", "\r") })
        {
            var file = await ImportedFile.OfAsync(platform, call);
            var text = file.With([file.Good[0], file.Wrong, file.Good[2], ",,"], end).Replace(",", separator, StringComparison.Ordinal);
            var answer = (await file.SendAsync(text)).Is(200);
            Assert.Equal((2, 0, 1), ImportedFile.Counts(answer));
            Assert.Equal([$"{file.LineOf(2)} {file.Fault.Code} {file.Fault.Field}"], Refusals(answer));
            Assert.Equal((1, 2, 0), ImportedFile.Counts((await file.SendAsync($"sep={separator}{end}" + file.With(file.Good, end).Replace(",", separator, StringComparison.Ordinal))).Is(200)));
        }
    }

    [Theory]
    [MemberData(nameof(ImportedFile.OfTables), MemberType = typeof(ImportedFile))]
    public async Task What_Excel_saves_as_Unicode_text_goes_in(string call)
    {
        foreach (var encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            var file = await ImportedFile.OfAsync(platform, call);
            var text = file.With(file.Good, "\r\n").Replace(",", "\t", StringComparison.Ordinal);
            byte[] bytes = [.. encoding.Preamble, .. encoding.GetBytes(text)];
            Assert.Equal((3, 0, 0), ImportedFile.Counts((await file.SendAsync(bytes)).Is(200)));
            // Whatever the type says of the charset: programs send one by habit.
            foreach (var charset in new[] { "utf-8", "utf-16" }) Assert.Equal((0, 3, 0), ImportedFile.Counts((await file.SendAsync(bytes, $"text/csv; charset={charset}")).Is(200)));
            // Without the mark its name alone tells it.
            Assert.Equal((0, 3, 0), ImportedFile.Counts((await file.SendAsync(encoding.GetBytes(text), $"text/csv; charset={encoding.WebName}")).Is(200)));
            // Half a character, or half a surrogate pair, is no text.
            (await file.SendAsync(bytes[..^1])).IsProblem(400, "NOT_UTF8");
            (await file.SendAsync([.. bytes, .. encoding.GetBytes("𠮷")[..2], .. encoding.GetBytes("x")])).IsProblem(400, "NOT_UTF8");
        }
    }

    [Theory]
    [MemberData(nameof(ImportedFile.OfTables), MemberType = typeof(ImportedFile))]
    public async Task Forty_megabytes_of_Unicode_text_do_not_gather_in_memory(string call)
    {
        var file = await ImportedFile.OfAsync(platform, call);
        var line = Encoding.Unicode.GetBytes(file.Good[1].Replace(',', '\t') + "\r\n");
        byte[] begin = [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(file.With(file.Good[..1], "\r\n").Replace(',', '\t'))];
        var content = new Repeated(begin, line, 1_000, Encoding.Unicode.GetBytes(new string('\t', 2_000) + "\r\n"), 40 << 20);
        content.Headers.ContentType = new("text/csv");
        platform.Program.Process.Refresh();
        var before = platform.Program.Process.PeakWorkingSet64;
        var answer = (await file.Client.SendAsync(file.Address.Method, file.Address.Path, content)).Is(200);
        platform.Program.Process.Refresh();
        Assert.Equal(2, ImportedFile.Counts(answer).New);
        Assert.True(platform.Program.Process.PeakWorkingSet64 < Math.Max(before, 500L << 20) + (60L << 20), $"{before >> 20} → {platform.Program.Process.PeakWorkingSet64 >> 20} MiB");
    }

    /// <summary>A beginning, a line so many times, and blank lines, made as they are sent.</summary>
    private sealed class Repeated(byte[] begin, byte[] line, int lines, byte[] blank, int blanks) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(begin);
            for (var i = 0; i < lines; i++) await stream.WriteAsync(line);
            byte[] many = [.. Enumerable.Repeat(blank, 1 << 8).SelectMany(b => b)];
            for (var i = 0; i < blanks; i += many.Length) await stream.WriteAsync(many);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
