using Datarun.ServiceDefaults.Spreadsheets;
using Xunit;

namespace Datarun.Tests.Rules.Codes;

public sealed class SheetTextTests
{
    [Theory]
    [InlineData("_xD84D__xDC8D_", "𣒍")]
    [InlineData("一_x000d_\n二", "一\r\n二")]
    [InlineData("_x005F_x0041_", "_x0041_")]
    [InlineData("_x41_ _xZZZZ_ x0041", "_x41_ _xZZZZ_ x0041")]
    public void What_a_program_escaped_is_the_text_that_was_meant(string written, string meant) => Assert.Equal(meant, SheetText.Read(written));

    [Theory]
    [InlineData("_x0041_")]
    [InlineData("_x005F_x0041_")]
    [InlineData("a_b__x00e9_")]
    [InlineData("那𡌶")]
    public void What_is_written_is_read_as_it_was(string text) => Assert.Equal(text, SheetText.Read(SheetText.Write(text)));
}
