using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.XlsForms;

/// <summary>
/// Reads an XLSForm as the draft of a form, and lists everything that a form does not have. A question stands for an element by a column
/// <c>element</c>, by its name being the element's code, or by a label being the element's name; the element's own meaning, type and bounds
/// stay. Pure.
/// </summary>
public sealed partial class ReadXlsForm(IReadOnlyList<Sheet> sheets, ElementSet elements, string department, decimal minutesPerCell, bool chinese)
{
    private static readonly string[] Yes = ["yes", "true", "true()", "1", "是"], No = ["no", "false", "false()", "0", "否", ""];
    private static readonly string[] Settings =
    [
        "form_title", "form_id", "version", "default_language", "department", "level", "frequency", "minutesperfiling", "dueafterworkdays", "validuntil", "purpose",
        "legalbasis", "statistical", "formnumber", "approvalnumber", "rankby", "personaldata",
    ];
    private static readonly string[] Survey = ["type", "name", "required", "constraint", "constraint_message", "element", "minimum", "evidence"];

    private readonly XlsTable _survey = new(sheets, "survey"), _choices = new(sheets, "choices"), _settings = new(sheets, "settings");
    private readonly List<NotMapped> _not = [];
    private readonly List<FormField> _fields = [];
    private readonly List<LedgerDraft> _ledgers = [];
    private readonly ILookup<string, Element> _byName = elements.ByCode.Values.ToLookup(e => e.Name, StringComparer.Ordinal);

    /// <summary>The draft, its code where the file has one, what did not map, and ledgers for what repeats. Throws XLSFORM_INVALID.</summary>
    public (string? Code, FormDraft Draft, IReadOnlyList<NotMapped> NotMapped, IReadOnlyList<LedgerDraft> Ledgers) Read()
    {
        foreach (var column in new[] { "type", "name" })
        {
            if (!_survey.Has(column)) throw XlsFormProblems.XlsFormInvalid.At("", $"survey: {column}").AsException();
        }
        ReadSurvey();
        var (code, draft) = ReadSettings();
        return (code, draft, _not, _ledgers);
    }

    private void ReadSurvey()
    {
        var open = new Stack<(string Kind, LedgerDraft? Ledger, List<LedgerColumn> Columns)>();
        foreach (var row in _survey.Rows)
        {
            var type = Spaces().Replace(_survey.Of(row, "type"), " ");
            if (type.Length == 0) continue;
            var kind = type.Replace('_', ' ').ToLowerInvariant();
            if (kind is "begin group" or "begin repeat")
            {
                var ledger = kind == "begin repeat" ? new LedgerDraft(_survey.Of(row, "name"), Label(row), []) : null;
                open.Push((kind[6..], ledger, []));
                Not(row, "type", type, ledger is null ? Why.Group : Why.Repeat);
                foreach (var (heading, text) in _survey.Filled(row).Where(c => c.Heading is not ("type" or "name") && !c.Heading.StartsWith("label", StringComparison.Ordinal)))
                    Not(row, heading, text, heading == "relevant" ? Why.SkipLogic : Why.Presentation);
            }
            else if (kind is "end group" or "end repeat")
            {
                if (!open.TryPop(out var last) || last.Kind != kind[4..]) Not(row, "type", type, Why.Structure);
                else if (last.Ledger is { } ledger) _ledgers.Add(ledger with { Columns = last.Columns });
            }
            else if (open.FirstOrDefault(o => o.Ledger is not null) is { Ledger: not null } repeat)
            {
                repeat.Columns.Add(new LedgerColumn(_survey.Of(row, "name"), Label(row), type, Yes.Contains(_survey.Of(row, "required"), StringComparer.OrdinalIgnoreCase)));
                Not(row, "type", type, Why.Repeat);
            }
            else ReadQuestion(row, type);
        }
        if (open.Count > 0) Not(_survey.Rows.LastOrDefault(), "type", open.Peek().Kind, Why.Structure);
    }

    private void ReadQuestion(int row, string type)
    {
        var wanted = TypeOf(type, out var list);
        if (wanted is null)
        {
            Not(row, "type", $"{type} {_survey.Of(row, "name")}".Trim(), type == "calculate" ? Why.Calculation : type is "note" or "start" or "end" or "today" ? Why.Presentation : Why.TypeUnknown);
            return;
        }
        if (Find(row) is not { } element) return;
        if (_fields.Exists(f => f.Element == element.Code))
        {
            Not(row, "name", _survey.Of(row, "name"), Why.ElementTwice, element.Code);
            return;
        }
        if (!wanted.Contains(element.Type)) Not(row, "type", type, Why.TypeDiffers, element.Type);
        else if (list is not null && !ChoicesAre(list, element)) Not(row, "type", type, Why.ChoicesDiffer, string.Join(", ", element.Choices ?? []));
        foreach (var label in _survey.Translations(row, "label").Where(l => l != element.Name && l != element.Code)) Not(row, "label", label, Why.LabelDiffers, element.Name);
        foreach (var hint in _survey.Translations(row, "hint")) Not(row, "hint", hint, Why.Hint);
        if (_survey.Of(row, "constraint") is { Length: > 0 } constraint && !Constraint.IsImplied(constraint, element)) Not(row, "constraint", constraint, Why.Constraint, Constraint.Of(element));
        foreach (var (heading, text) in _survey.Filled(row).Where(c => !Survey.Contains(c.Heading) && !c.Heading.StartsWith("label", StringComparison.Ordinal) && !c.Heading.StartsWith("hint", StringComparison.Ordinal)))
            Not(row, heading, text, heading switch { "relevant" => Why.SkipLogic, "calculation" => Why.Calculation, _ => Why.Presentation });
        var required = _survey.Of(row, "required");
        if (!Yes.Concat(No).Contains(required, StringComparer.OrdinalIgnoreCase)) Not(row, "required", required, Why.RequiredExpression);
        _fields.Add(new FormField(
            element.Code, Yes.Contains(required, StringComparer.OrdinalIgnoreCase),
            decimal.TryParse(_survey.Of(row, "minimum"), NumberStyles.Number, CultureInfo.InvariantCulture, out var minimum) ? minimum : null, Evidence(row)));
    }

    private JsonElement? Evidence(int row)
    {
        if (_survey.Of(row, "evidence") is not { Length: > 0 } text) return null;
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }

    private Element? Find(int row)
    {
        var (code, name) = (_survey.Of(row, "element"), _survey.Of(row, "name"));
        if (code.Length > 0) return elements.ByCode.TryGetValue(code, out var named) ? named : Unknown("element", code, Why.ElementUnknown);
        if (elements.ByCode.TryGetValue(name, out var coded)) return coded;
        var labelled = _survey.Translations(row, "label").SelectMany(l => _byName[l]).DistinctBy(e => e.Id).ToList();
        return labelled switch
        {
            [var one] => one,
            [] => Unknown("name", name, Why.ElementUnknown),
            _ => Unknown("label", Label(row) ?? name, Why.ElementAmbiguous, string.Join(", ", labelled.Select(e => e.Code))),
        };

        Element? Unknown(string column, string what, Why why, string? detail = null)
        {
            Not(row, column, what, why, detail);
            return null;
        }
    }

    /// <summary>The types of element that a type of question fits; null for none.</summary>
    private static string[]? TypeOf(string type, out string? list)
    {
        var parts = type.Split(' ');
        list = null;
        if (parts.Length > 1 && ((parts[0] == "select_one" && parts.Length == 2) || (type.StartsWith("select one ", StringComparison.Ordinal) && parts.Length == 3)))
        {
            list = parts[^1];
            return ["CHOICE", "BOOLEAN"];
        }
        return type switch { "integer" or "int" => ["INTEGER"], "decimal" => ["DECIMAL", "INTEGER"], "text" or "string" => ["TEXT"], "date" => ["DATE"], _ => null };
    }

    private bool ChoicesAre(string list, Element element)
    {
        var rows = _choices.Rows.Where(r => _choices.Of(r, "list_name") == list).ToList();
        var names = rows.Select(r => _choices.Of(r, "name", "value")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (element.Type == "BOOLEAN") return names.Count == 2 && names.All(n => Yes.Concat(No).Contains(n, StringComparer.OrdinalIgnoreCase));
        var choices = (element.Choices ?? []).ToHashSet(StringComparer.Ordinal);
        return choices.SetEquals(names) || choices.SetEquals(rows.Select(r => _choices.Translations(r, "label").FirstOrDefault("")));
    }

    private (string? Code, FormDraft Draft) ReadSettings()
    {
        var row = _settings.Rows.FirstOrDefault();
        foreach (var (heading, text) in _settings.Filled(row).Where(s => !Settings.Contains(s.Heading))) Not(_settings.Name, row, heading, text, Why.SettingUnknown);
        string? Text(string name) => _settings.Of(row, name) is { Length: > 0 } text ? text : null;
        T? Read<T>(string name, Func<string, (bool, T)> parse, bool needed = false) where T : struct
        {
            if (Text(name) is not { } text)
            {
                if (needed) Not(_settings.Name, row, name, "", Why.SettingMissing);
                return null;
            }
            var (isRead, value) = parse(text);
            if (!isRead) Not(_settings.Name, row, name, text, Why.SettingInvalid);
            return isRead ? value : null;
        }
        (bool, int) Number(string t) => (int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var n), n);
        return (Text("form_id"), new FormDraft(
            Text("form_title") ?? Text("form_id") ?? "", Text("department") ?? department,
            Read("level", t => (Enum.TryParse<DivisionLevel>(t, out var level) && Enum.IsDefined(level), level), needed: true),
            Read("frequency", t => (Enum.TryParse<Frequency>(t, out var frequency) && Enum.IsDefined(frequency), frequency), needed: true),
            Read("minutesperfiling", Number) ?? Math.Max(1, (int)Math.Ceiling(minutesPerCell * _fields.Count)), _fields, Text("purpose"), Text("legalbasis"),
            Read("statistical", t => (Yes.Concat(No).Contains(t, StringComparer.OrdinalIgnoreCase), Yes.Contains(t, StringComparer.OrdinalIgnoreCase))) ?? false,
            Text("formnumber"), Text("approvalnumber"),
            Read("validuntil", t => (DateOnly.TryParseExact(t, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day), day)),
            Read("dueafterworkdays", Number) ?? 0, Text("rankby"), Text("personaldata")));
    }

    private string? Label(int row) => _survey.Translations(row, "label").FirstOrDefault();

    private void Not(int row, string column, string what, Why why, string? detail = null) => Not(_survey.Name, row, column, what, why, detail);

    private void Not(string sheet, int row, string column, string what, Why why, string? detail = null) =>
        _not.Add(new NotMapped(sheet, row, column, what, why.Code, (chinese ? why.Chinese : why.English) + (string.IsNullOrEmpty(detail) ? "" : $" ({detail})")));

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Spaces();
}
