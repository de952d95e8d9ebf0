using System.Globalization;
using System.Text.RegularExpressions;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;

namespace Datarun.Reports.XlsForms;

/// <summary>
/// Writes a form as an XLSForm that ODK and its kin read. What they do not know, such as the element and the legal basis, stands in columns of
/// its own, which they pass over; by them the file comes back as the same form. Pure.
/// </summary>
public static partial class WriteXlsForm
{
    private const string Label = "label::Chinese (zh)", YesNo = "yes_no";

    public static byte[] Of(string code, int version, FormBody form, IReadOnlyList<AskedField> fields)
    {
        var survey = new List<string?[]> { new[] { "type", "name", Label, "required", "constraint", "element", "minimum", "evidence" } };
        var choices = new List<string?[]> { new[] { "list_name", "name", Label }, new[] { YesNo, "yes", "是" }, new[] { YesNo, "no", "否" } };
        foreach (var (index, (field, asked)) in form.Fields.Zip(fields).Index())
        {
            var element = asked.Element;
            survey.Add([
                Type(element, $"choices{index + 1}"), Name().IsMatch(element.Code) ? element.Code : $"q{index + 1}", element.Name, field.Required ? "yes" : "no", Constraint.Of(element),
                element.Code, field.Minimum?.ToString(CultureInfo.InvariantCulture), field.Evidence?.GetRawText()]);
            if (element.Type == "CHOICE") choices.AddRange((element.Choices ?? []).Select(c => new[] { $"choices{index + 1}", c, c }));
        }
        var settings = new (string Name, string? Value)[]
        {
            ("form_title", form.Title), ("form_id", code), ("version", $"{version}"), ("default_language", "Chinese (zh)"), ("department", form.Department), ("level", form.Level.ToString()),
            ("frequency", form.Frequency.ToString()), ("minutesPerFiling", $"{form.MinutesPerFiling}"), ("dueAfterWorkdays", $"{form.DueAfterWorkdays}"),
            ("validUntil", form.ValidUntil is { } until ? $"{until:yyyy-MM-dd}" : null), ("purpose", form.Purpose), ("legalBasis", form.LegalBasis), ("statistical", form.Statistical ? "yes" : "no"),
            ("formNumber", form.FormNumber), ("approvalNumber", form.ApprovalNumber), ("rankBy", form.RankBy), ("personalData", form.PersonalData),
        };
        return WriteWorkbook.Of([
            Sheet("survey", survey, [16, 30, 30, 10, 26, 30, 10, 20]), Sheet("choices", choices, [20, 24, 24]),
            Sheet("settings", [settings.Select(s => (string?)s.Name).ToArray(), settings.Select(s => s.Value).ToArray()], [.. settings.Select(_ => 20.0)])]);
    }

    private static string Type(Element element, string list) => element.Type switch
    {
        "INTEGER" => "integer", "DECIMAL" => "decimal", "DATE" => "date", "BOOLEAN" => $"select_one {YesNo}", "CHOICE" => $"select_one {list}", _ => "text",
    };

    private static SheetToWrite Sheet(string name, List<string?[]> rows, IReadOnlyList<double> widths) => new(name, [.. rows.Select((row, i) =>
        (IReadOnlyList<CellToWrite>)[.. row.Select(text => new CellToWrite(string.IsNullOrEmpty(text) ? null : text, i == 0 ? Look.HEADING : Look.PLAIN))])])
        { Widths = widths, FrozenRows = 1 };

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Name();
}
