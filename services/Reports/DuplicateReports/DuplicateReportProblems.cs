using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.DuplicateReports;

/// <summary>What can go wrong with a report of a duplicate ask.</summary>
public static class DuplicateReportProblems
{
    public static readonly Problem FormSuspended = new("FORM_SUSPENDED", 409, "The form was confirmed to be a duplicate; nobody is asked for it until it is changed and admitted again.", "此报表已被认定为重复报表,修改并重新通过准入前不得下发。");
    public static readonly Problem ReportUnknown = new("DUPLICATE_REPORT_UNKNOWN", 404, "There is no such report, or it is not yours to see.", "没有这条重复报表举报,或您无权查看。");
    public static readonly Problem ReportDecided = new("DUPLICATE_REPORT_DECIDED", 409, "The report is decided.", "该举报已经作出决定。");
    public static readonly Problem FormOrTitle = new("FORM_OR_TITLE", 422, "Name either a form of this system or, for an ask outside it, its title.", "请填写本系统的报表代码;系统外的报表请填写名称,二者择一。");
    public static readonly Problem TooMany = new("TOO_MANY_REPORTS", 429, "You have made as many reports today as one may; see most.", "您今天的举报次数已达上限,见 most。");

    public static IReadOnlyList<Problem> All { get; } = [FormSuspended, ReportUnknown, ReportDecided, FormOrTitle, TooMany];
}
