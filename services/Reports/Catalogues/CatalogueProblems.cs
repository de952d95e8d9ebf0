using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Catalogues;

/// <summary>What can go wrong with a yearly list.</summary>
public static class CatalogueProblems
{
    public static readonly Problem CatalogueUnknown = new("REPORT_CATALOGUE_UNKNOWN", 404, "The area has published no list of forms for this year, or not this version.", "该地区没有发布这一年度的报表目录清单,或没有这个版本。");
    public static readonly Problem ItemTwice = new("CATALOGUE_ITEM_TWICE", 422, "A form stands in the list once.", "同一报表在清单中只能出现一次。");
    public static readonly Problem NotYourArea = new("NOT_YOUR_AREA", 403, "This is for the same-level authority of the area itself.", "仅限该地区的同级政务数据共享主管部门办理。");
    public static readonly Problem ItemsMissing = new("CATALOGUE_ITEMS_MISSING", 422, "A list has at least one and at most 5,000 forms.", "清单至少有一张、至多有五千张报表。");

    public static IReadOnlyList<Problem> All { get; } = [CatalogueUnknown, ItemTwice, NotYourArea, ItemsMissing];
}
