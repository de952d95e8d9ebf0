using System.Text;
using Datarun.ServiceDefaults.Codes;
using FsCheck.Xunit;
using Xunit;

namespace Datarun.Tests.Rules.Codes;

public class PlainTextTests
{
    [Theory]
    [InlineData("莫𡐓村委会", 5)] // 420602006207, beyond the BMP
    [InlineData("輋𣒍村委会", 5)] // 441424103203
    [InlineData("那𡌶村委会", 5)] // 451302107210
    [InlineData("白䌷村", 3)] // Extension A
    [InlineData("买买提·艾力", 6)]
    [InlineData("", 0)]
    public void Any_script_is_kept_and_counted_as_a_reader_counts(string raw, int length)
    {
        Assert.Equal(TextFault.NONE, PlainText.Read(raw, out var text));
        Assert.Equal((raw, length, false), (text.ToString(), text.Length, text.HasPrivateUse));
    }

    [Theory]
    [InlineData("高\ue170村委会")] // 420684103229
    [InlineData("\U000F0000村")]
    public void Private_use_characters_are_marked_and_kept(string raw)
    {
        Assert.Equal(TextFault.NONE, PlainText.Read(raw, out var text));
        Assert.Equal((raw, true), (text.ToString(), text.HasPrivateUse));
    }

    [Fact]
    public void Combining_marks_are_composed()
    {
        PlainText.Read("e\u0301", out var text);
        Assert.Equal(("\u00e9", 1), (text.ToString(), text.Length));
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData("a\u001b[2J")]
    [InlineData("a\u0085")]
    [InlineData("a\nb")]
    public void Control_characters_are_refused(string raw) => Assert.Equal(TextFault.CONTROL_CHARACTER, PlainText.Read(raw, out _));

    [Fact]
    public void Line_breaks_pass_where_lines_are_allowed_but_nul_never()
    {
        Assert.Equal(TextFault.NONE, PlainText.Read("一、\r\n\t二", out _, lines: true));
        Assert.Equal(TextFault.CONTROL_CHARACTER, PlainText.Read("\0", out _, lines: true));
    }

    [Fact]
    public void Halves_of_surrogate_pairs_and_noncharacters_are_refused()
    {
        // Not InlineData: the test platform's own serialisation would repair them.
        Assert.Equal(TextFault.UNPAIRED_SURROGATE, PlainText.Read("莫\ud845", out _));
        Assert.Equal(TextFault.UNPAIRED_SURROGATE, PlainText.Read("\udc13村", out _));
        Assert.Equal(TextFault.NONCHARACTER, PlainText.Read("\ufffe", out _));
        Assert.Equal(TextFault.NONCHARACTER, PlainText.Read("村\uffff", out _));
    }

    [Property(MaxTest = 500)]
    public bool Reading_never_throws_and_what_is_read_is_normalised(char[] characters) =>
        PlainText.Read(new string(characters), out var text) != TextFault.NONE || text.ToString().IsNormalized(NormalizationForm.FormC);

    [Fact]
    public void Every_single_character_is_either_kept_or_refused()
    {
        for (var c = 0; c <= char.MaxValue; c++)
        {
            PlainText.Read(((char)c).ToString(), out _);
        }
    }
}
