using Datarun.Reports.Catalogues;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class CheckReportCatalogueTests
{
    private static readonly ReportCatalogueItem Item = new("困难群众月报", "500118-CIVIL", Frequency.MONTHLY, "civil-monthly");

    private static string[] Wrong(string area, int year, params ReportCatalogueItem?[] items) =>
        [.. CheckReportCatalogue.Of(area, year, items!).Refused.Errors.Select(e => $"{e.Pointer} {e.Problem.Code}")];

    [Fact]
    public void A_whole_list_passes()
    {
        Assert.True(CheckReportCatalogue.Of("500118", 2026, [Item, Item with { Form = null }, Item with { Form = null, Title = "另一报表", Note = "一行\n二行" }]).Passes);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        Assert.Equal(["?area CODE_INVALID", "?year OUT_OF_BOUNDS", "/items CATALOGUE_ITEMS_MISSING"], Wrong("5001180", 26));
        Assert.Equal(["/items/1 CATALOGUE_ITEM_TWICE", "/items/2 FIELD_REQUIRED", "/items/3/title FIELD_REQUIRED", "/items/3/department CODE_INVALID"],
            Wrong("500118", 2026, Item, Item with { Title = "改名" }, null, Item with { Title = " ", Department = "民政局" }));
        Assert.Equal(["/items/0/note TEXT_INVALID", "/items/0/fields/0 FIELD_REQUIRED"], Wrong("500118", 2026, Item with { Note = "a\0b", Fields = [""] }));
    }
}
