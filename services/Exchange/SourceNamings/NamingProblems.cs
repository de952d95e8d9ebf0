using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.SourceNamings;

/// <summary>What can go wrong with naming sources.</summary>
public static class NamingProblems
{
    public static readonly Problem NamingUnknown = new("NAMING_UNKNOWN", 404, "There is no such ask to name a source.", "没有这一确定数源部门的申请。");
    public static readonly Problem NamingOpen = new("NAMING_OPEN", 409, "The authority is being asked to name the source of one of these elements already; see naming.", "所列数据项中已有等待确定数源部门的,见 naming。");
    public static readonly Problem SourceOutsideArea = new("SOURCE_OUTSIDE_AREA", 422, "An authority names bodies of its own area; see area.", "只能在本区域内确定数源部门,见 area。");
    public static readonly Problem SourceNamed = new("SOURCE_NAMED", 409, "The authority has named another source of this element (decree 809, article 19); see source and naming.", "主管部门已确定该数据项的数源部门(政务数据共享条例第19条),见 source、naming。");
    public static readonly Problem SourceNotNamed = new("SOURCE_NOT_NAMED", 409, "Who is the source of this element waits for the authority's decision, so nobody can decide this yet; see naming.", "该数据项的数源部门尚待主管部门确定,暂不能作出决定,见 naming。");

    public static IReadOnlyList<Problem> All { get; } = [NamingUnknown, NamingOpen, SourceOutsideArea, SourceNamed, SourceNotNamed];
}
