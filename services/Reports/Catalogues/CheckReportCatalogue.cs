using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Catalogues;

/// <summary>What must be right with a yearly list before it is published. Pure.</summary>
public static class CheckReportCatalogue
{
    private const int MostItems = 5000;
    private const int MostFields = 1000;
    private const int LongestName = 200;
    private const int LongestNote = 1000;
    private const int FirstYear = 2000;
    private const int LastYear = 2100;

    /// <summary>Everything that is wrong, at once.</summary>
    public static Check Of(string area, int year, IReadOnlyList<ReportCatalogueItem> items)
    {
        var check = new Check()
            .That(DivisionCode.TryParse(area, out _), "?area", CommonProblems.CodeInvalid, area)
            .That(year is >= FirstYear and <= LastYear, "?year", ReportsProblems.OutOfBounds, $"{FirstYear}–{LastYear}")
            .That(items.Count is >= 1 and <= MostItems, "/items", CatalogueProblems.ItemsMissing, $"1–{MostItems}");
        var seen = new HashSet<(string, string?, string?)>();
        for (var i = 0; i < Math.Min(items.Count, MostItems); i++)
        {
            if (items[i] is { } item) One(check, $"/items/{i}", item, seen);
            else check.That(false, $"/items/{i}", CommonProblems.FieldRequired);
        }
        return check;
    }

    private static void One(Check check, string at, ReportCatalogueItem item, HashSet<(string, string?, string?)> seen)
    {
        check.Required(item.Title, $"{at}/title", LongestName)
            .That(OrgUnitCode.TryParse(item.Department, out _), $"{at}/department", CommonProblems.CodeInvalid)
            .That(item.Fields is null or { Count: <= MostFields }, $"{at}/fields", ReportsProblems.FieldsMissing, $"≤ {MostFields}")
            .That(seen.Add((item.Department, item.Form, item.Form is null ? item.Title : null)), at, CatalogueProblems.ItemTwice);
        foreach (var (name, text) in Texts(item)) check.Storable(text, $"{at}/{name}", name == "note" ? LongestNote : LongestName, lines: name == "note");
        foreach (var (field, f) in (item.Fields ?? []).Take(MostFields).Select((field, f) => (field, f))) check.Required(field, $"{at}/fields/{f}", LongestName);
    }

    private static IEnumerable<(string Name, string? Text)> Texts(ReportCatalogueItem item) =>
    [
        ("form", item.Form), ("method", item.Method), ("system", item.System), ("updatedAt", item.UpdatedAt), ("contact", item.Contact),
        ("handledBy", item.HandledBy), ("countyDepartment", item.CountyDepartment), ("templateName", item.TemplateName), ("note", item.Note),
    ];
}
