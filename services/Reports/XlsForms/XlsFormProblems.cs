using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.XlsForms;

/// <summary>What can be wrong with an XLSForm as a whole; what is wrong with its lines is listed as not mapped.</summary>
public static class XlsFormProblems
{
    public static readonly Problem XlsFormInvalid = new("XLSFORM_INVALID", 422, "The workbook is not an XLSForm; see errors for the sheet or column that is missing.", "工作簿不是 XLSForm,缺少的工作表或列见 errors。");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [XlsFormInvalid];
}
