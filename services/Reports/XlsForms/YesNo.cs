namespace Datarun.Reports.XlsForms;

/// <summary>How XLSForms write yes and no. Pure.</summary>
internal static class YesNo
{
    private static readonly HashSet<string> Yes = new(["yes", "true", "true()", "1", "是"], StringComparer.OrdinalIgnoreCase);
    private static readonly HashSet<string> No = new(["no", "false", "false()", "0", "否"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Which of them it is; null for neither.</summary>
    public static bool? Read(string text) => Yes.Contains(text) ? true : No.Contains(text) ? false : null;
}
