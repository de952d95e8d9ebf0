using Datarun.Reports.Spreadsheets;
using Datarun.Reports.WorkbookTemplates;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public sealed class FillFileTests
{
    [Theory]
    [InlineData("_x0041_")]
    [InlineData("第一行\r\n第二行")]
    public void A_text_is_put_in_so_that_it_is_read_as_it_is(string text)
    {
        var layout = WriteWorkbook.Of([new SheetToWrite("表1", [[new CellToWrite("说明")]])]);
        var filled = FillFile.Of(layout, [(new CellAddress("表1", 1, 2), text)]);
        Assert.Equal(text, ReadSheets.Of(filled)[0].At(1, 2)!.Text);
    }
}
