using System.Globalization;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Workbooks;

/// <summary>
/// What a workbook says about itself in two hidden sheets: whose it is, and every value that it was handed out with, so that what nobody
/// touched is told from what somebody typed. Whoever changes them deceives only the own filing: all of it is checked again.
/// </summary>
/// <param name="Kind">TASK or REQUEST.</param>
/// <param name="Id">Of the task or request.</param>
/// <param name="Form">Code of the form.</param>
/// <param name="FormVersion">Its version.</param>
/// <param name="Values">The values handed out, by unit and element: as what, and their JSON.</param>
/// <param name="Filings">Version of each unit's filing, and whether it was nil.</param>
public sealed record HandedOut(
    string Kind, string Id, string Form, int FormVersion,
    IReadOnlyDictionary<(string Unit, string Element), (HandedAs As, string Json)> Values, IReadOnlyDictionary<string, (int Version, bool Nil)> Filings)
{
    internal const string OfTask = "TASK", OfRequest = "REQUEST";

    private const string About = "_datarun", Held = "_datarun_held", FormatVersion = "1", Filing = "#filing", Reason = "#reason", Nil = "NIL";

    /// <summary>The reasons handed out, by unit and rule.</summary>
    public IReadOnlyDictionary<(string Unit, string Rule), string> Reasons { get; init; } = new Dictionary<(string, string), string>();

    /// <summary>Why a file that says this of itself is not taken for a task or request; null where it was handed out for it.</summary>
    internal Refused? RefuseFor(string kind, string id, AskedForm form) =>
        (Kind, Id) != (kind, id) ? SpreadsheetProblems.WorkbookOfAnother.At("", $"{Kind} {Id}")
        : FormVersion != form.Version ? SpreadsheetProblems.WorkbookOutdated.At("", $"{FormVersion} ≠ {form.Version}")
        : null;

    /// <summary>Whether a sheet is for programs.</summary>
    public static bool IsHidden(string sheet) => sheet.StartsWith(About, StringComparison.Ordinal);

    /// <summary>What to hand out with these tasks.</summary>
    public static HandedOut Of(string kind, string id, IReadOnlyList<FilingTask> tasks) => new(
        kind, id, tasks[0].Task.Form.Code, tasks[0].Task.Form.Version,
        tasks.SelectMany(task => task.Cells.Select(cell => (task.Task.Unit, Shown: ShownCell.Of(task, cell)))).Where(s => s.Shown is { Body: not null, Handed: not null })
            .ToDictionary(s => (s.Unit, s.Shown.Cell.Element.Code), s => (s.Shown.Handed!.Value, s.Shown.Body!.Value.Json.GetRawText())),
        tasks.ToDictionary(t => t.Task.Unit, t => (t.Version, t.Nil)))
    {
        Reasons = tasks.SelectMany(task => task.Reasons.Select(r => (task.Task.Unit, Rule: r.Key, Reason: r.Value))).ToDictionary(r => (r.Unit, r.Rule), r => r.Reason),
    };

    /// <summary>The two sheets.</summary>
    public IReadOnlyList<SheetToWrite> Sheets =>
    [
        new(About, [Row("format", FormatVersion), Row("kind", Kind), Row("id", Id), Row("form", Form), Row("formVersion", $"{FormVersion}")]) { IsHidden = true, IsProtected = true },
        new(Held, [
            .. Filings.Select(f => Row(f.Key, Filing, f.Value.Nil ? Nil : "", $"{f.Value.Version}")),
            .. Reasons.Select(r => Row(r.Key.Unit, Reason, r.Key.Rule, r.Value)),
            .. Values.Select(v => Row(v.Key.Unit, v.Key.Element, $"{v.Value.As}", v.Value.Json))]) { IsHidden = true, IsProtected = true },
    ];

    /// <summary>Reads them back. Throws WORKBOOK_NOT_OURS where they are not there, WORKBOOK_OUTDATED for another format.</summary>
    public static HandedOut Read(IReadOnlyList<Sheet> sheets)
    {
        if (sheets.FirstOrDefault(s => s.Name == About) is not { } about || sheets.FirstOrDefault(s => s.Name == Held) is not { } held)
            throw SpreadsheetProblems.WorkbookNotOurs.Refuse().AsException();
        string Of(string key) => about.Rows.Keys.Where(row => about.TextAt(row, 1) == key).Select(row => about.TextAt(row, 2)).FirstOrDefault("");
        if (Of("format") != FormatVersion) throw SpreadsheetProblems.WorkbookOutdated.At("", $"format {Of("format")}").AsException();
        var (values, filings) = (new Dictionary<(string, string), (HandedAs, string)>(), new Dictionary<string, (int, bool)>(StringComparer.Ordinal));
        var reasons = new Dictionary<(string, string), string>();
        foreach (var row in held.Rows.Keys)
        {
            var (unit, element, kind, what) = (held.TextAt(row, 1), held.TextAt(row, 2), held.TextAt(row, 3), held.At(row, 4)?.Text ?? "");
            if (element == Filing && int.TryParse(what, NumberStyles.None, CultureInfo.InvariantCulture, out var version)) filings[unit] = (version, kind == Nil);
            else if (element == Reason) reasons[(unit, kind)] = what;
            else if (Enum.TryParse<HandedAs>(kind, out var handed)) values[(unit, element)] = (handed, what);
        }
        return new HandedOut(
            Of("kind"), Of("id"), Of("form"), int.TryParse(Of("formVersion"), NumberStyles.None, CultureInfo.InvariantCulture, out var form) ? form : 0, values, filings)
        {
            Reasons = reasons,
        };
    }

    private static CellToWrite[] Row(params string[] texts) => [.. texts.Select(t => new CellToWrite(t))];
}
