using System.Globalization;
using System.Text.RegularExpressions;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;

namespace Datarun.Reports.XlsForms;

/// <summary>
/// Writes a form as an XLSForm that ODK and its kin read. What they do not know, such as the element and the legal basis, stands in columns and on
/// a sheet of its own, which they pass over; by them the file comes back as the same form. Pure.
/// </summary>
public static partial class WriteXlsForm
{
    private const string Label = "label::Chinese (zh)", YesNo = "yes_no";

    private static readonly string[] Columns =
    [
        "type", "name", Label, "required", "relevant", "constraint", "constraint_message::Chinese (zh)", "element", "minimum", "evidence", "mask", "asked_name", "asked_definition",
    ];

    public static byte[] Of(string code, int version, FormBody form, IReadOnlyList<AskedField> fields)
    {
        var names = fields.Index().ToDictionary(f => f.Item.Element.Code, f => (Name: Name().IsMatch(f.Item.Element.Code) ? f.Item.Element.Code : $"q{f.Index + 1}", f.Item.Element.Type));
        var logic = new LogicOfForm(form, names);
        var survey = new List<string?[]> { Columns };
        var choices = new List<string?[]> { new[] { "list_name", "name", Label }, new[] { YesNo, "yes", "是" }, new[] { YesNo, "no", "否" } };
        foreach (var (index, (field, asked)) in form.Fields.Zip(fields).Index())
        {
            var element = asked.Element;
            survey.Add([
                Type(element, $"choices{index + 1}"), names[element.Code].Name, element.Name, field.Required ? "yes" : logic.Required(element.Code) ?? "no", logic.Relevant(element.Code),
                logic.Constraint(element.Code, Constraint.Of(element)), logic.Message(element.Code), element.Code, field.Minimum?.ToString(CultureInfo.InvariantCulture),
                field.Evidence?.GetRawText(), field.Mask?.ToString(), field.Name, field.Definition]);
            if (element.Type == "CHOICE") choices.AddRange((element.Choices ?? []).Select(c => new[] { $"choices{index + 1}", c, c }));
        }
        var rules = new List<string?[]> { new[] { "code", "expression", "message", "severity", "missing", "message_en", "exception_allowed" } };
        rules.AddRange((form.Validations ?? []).Select(r => new[] { r.Code, r.Expression, r.Message, r.Severity.ToString(), r.Missing.ToString(), r.MessageEn, r.ExceptionAllowed ? "yes" : "no" }));
        var settings = new (string Name, string? Value)[]
        {
            ("form_title", form.Title), ("form_id", code), ("version", $"{version}"), ("default_language", "Chinese (zh)"), ("department", form.Department), ("level", form.Level.ToString()),
            ("frequency", form.Frequency.ToString()), ("minutesPerFiling", $"{form.MinutesPerFiling}"), ("dueAfterWorkdays", $"{form.DueAfterWorkdays}"),
            ("validUntil", form.ValidUntil is { } until ? $"{until:yyyy-MM-dd}" : null), ("purpose", form.Purpose), ("legalBasis", form.LegalBasis), ("statistical", form.Statistical ? "yes" : "no"),
            ("formNumber", form.FormNumber), ("approvalNumber", form.ApprovalNumber), ("rankBy", form.RankBy), ("personalData", form.PersonalData),
            ("outliers", form.Outliers ? "yes" : "no"), ("review", form.Review is null ? null : string.Join(' ', form.Review)), ("emergencyBasis", form.Emergency?.Basis),
            ("emergencyReason", form.Emergency?.Reason), ("rankMinimumBase", form.RankMinimumBase is { } least ? $"{least}" : null),
        };
        return WriteWorkbook.Of([
            Sheet("survey", survey, [16, 30, 30, 10, 26, 26, 26, 30, 10, 20, 20, 20, 20]), Sheet("choices", choices, [20, 24, 24]),
            Sheet("settings", [settings.Select(s => (string?)s.Name).ToArray(), settings.Select(s => s.Value).ToArray()], [.. settings.Select(_ => 20.0)]),
            Sheet("validations", rules, [20, 50, 40, 12, 30, 40, 12])]);
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
