using System.Text;
using Datarun.Rosters.Divisions;
using Datarun.ServiceDefaults.Problems;
using Xunit;

namespace Datarun.Tests.Rules.Rosters;

public class TextLinesTests
{
    [Fact]
    public async Task Lines_end_with_LF_CRLF_or_CR_and_a_byte_order_mark_is_no_text()
    {
        var lines = await ReadAsync([0xEF, 0xBB, 0xBF, .. "a\r\n\n莫𡔓\rlast"u8]);
        Assert.Equal([new(1, "a", null), new(2, "", null), new(3, "莫𡔓", null), new(4, "last", null)], lines);
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_refuse_the_whole_stream()
    {
        byte[] gbk = [0xC4, 0xCF, 0xB4, 0xE5]; // 南村
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ReadAsync([.. "code,name\n11,"u8, .. gbk, (byte)'\n']));
        Assert.Equal(CommonProblems.NotUtf8, refused.Refused.Problem);
    }

    [Fact]
    public async Task A_last_line_cut_off_within_a_character_is_the_only_one_at_fault()
    {
        var lines = await ReadAsync([.. "11,北京\n12,"u8, 0xE5, 0xA4]);
        Assert.Equal(("11,北京", null), (lines[0].Text, lines[1].Text));
        Assert.Equal("CSV_LINE_MALFORMED", lines[1].Problem?.Code);
    }

    [Fact]
    public async Task An_endless_line_is_skipped_without_being_kept()
    {
        var lines = await ReadAsync(Encoding.UTF8.GetBytes($"a\n{new string('x', 1 << 20)}\nb"));
        Assert.Equal(["a", null, "b"], lines.Select(l => l.Text));
        Assert.Equal("CSV_LINE_TOO_LONG", lines[1].Problem?.Code);
    }

    private static async Task<List<TextLine>> ReadAsync(byte[] bytes)
    {
        var lines = new List<TextLine>();
        await foreach (var line in TextLines.ReadAsync(new MemoryStream(bytes), null, CancellationToken.None)) lines.Add(line);
        return lines;
    }
}
