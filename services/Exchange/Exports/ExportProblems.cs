using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.Exports;

/// <summary>What can go wrong with exports.</summary>
public static class ExportProblems
{
    public static readonly Problem ExportUnknown = new("EXPORT_UNKNOWN", 404, "You have no export with this id.", "您没有这个标识的导出。");
    public static readonly Problem ExportInvalid = new("EXPORT_INVALID", 422, "This member does not say what is to be exported; see detail.", "此字段不能说明要导出的内容,见 detail。");
    public static readonly Problem PartUnknown = new("EXPORT_PART_UNKNOWN", 404, "The export has no such part, or it is not prepared yet; its manifest lists those that are.", "导出没有这一分片,或该分片尚未生成,已生成的见清单。");
    public static readonly Problem ExportExpired = new("EXPORT_EXPIRED", 410, "The export was kept until keepUntil; make a new one with the same asOf.", "导出保留至 keepUntil,现已过期,请以相同的 asOf 重新导出。");
    public static readonly Problem ExportNoLongerCovered = new("EXPORT_NO_LONGER_COVERED", 403, "Your right to read no longer covers all of this part; make a new export of what it covers.", "您的读取权限已不能覆盖此分片的全部内容,请就仍有权限的范围重新导出。");
    public static readonly Problem RangeNotSatisfiable = new("RANGE_NOT_SATISFIABLE", 416, "The part has fewer bytes than the Range begins at; see size.", "Range 的起点超出分片大小,见 size。");
    public static readonly Problem TooManyWaiting = new("TOO_MANY_EXPORTS_WAITING", 429, "As many of your exports are being prepared as one client may have waiting; see most and come again when one is READY.", "您正在生成的导出已达上限,见 most,请待其中之一完成(READY)后再提交。");

    public static IReadOnlyList<Problem> All { get; } = [ExportUnknown, ExportInvalid, PartUnknown, ExportExpired, ExportNoLongerCovered, RangeNotSatisfiable, TooManyWaiting];
}
