using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Validation;
using Datarun.ServiceDefaults.Masking;

namespace Datarun.Reports.XlsForms;

/// <summary>
/// Reads an XLSForm as the draft of a form, and lists everything that a form does not have. A question stands for an element by a column
/// <c>element</c>, by its name being the element's code, or by a label being the element's name; the element's own meaning, type and bounds
/// stay. Pure.
/// </summary>
public sealed partial class ReadXlsForm(IReadOnlyList<Sheet> sheets, ElementSet elements, string department, decimal minutesPerCell, bool chinese)
{
    private static readonly string[] Settings =
    [
        "form_title", "form_id", "version", "default_language", "department", "level", "frequency", "minutesperfiling", "dueafterworkdays", "validuntil", "purpose",
        "legalbasis", "statistical", "formnumber", "approvalnumber", "rankby", "personaldata", "outliers", "review", "emergencybasis", "emergencyreason", "rankminimumbase",
    ];
    private static readonly string[] Survey = ["type", "name", "required", "relevant", "constraint", "element", "minimum", "evidence", "mask", "asked_name", "asked_definition", "disabled"];
    // Nobody answers these: the device fills them in, or they are only read.
    private static readonly string[] NotAnswered = ["note", "start", "end", "today", "deviceid", "username", "email", "phonenumber", "simserial", "subscriberid", "audit", "start-geopoint", "background-audio"];

    private readonly XlsTable _survey = new(sheets, "survey"), _choices = new(sheets, "choices"), _settings = new(sheets, "settings"), _validations = new(sheets, "validations");
    private readonly List<NotMapped> _not = [];
    private readonly List<FormField> _fields = [];
    private readonly List<LedgerDraft> _ledgers = [];
    private readonly List<ValidationRule> _rules = [];
    private readonly Dictionary<string, Element> _questions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _lists = new(StringComparer.Ordinal);
    private readonly ILookup<string, Element> _byName = elements.ByCode.Values.ToLookup(e => e.Name, StringComparer.Ordinal);

    /// <summary>The draft, its code where the file has one, what did not map, and ledgers for what repeats. Throws XLSFORM_INVALID.</summary>
    public (string? Code, FormDraft Draft, IReadOnlyList<NotMapped> NotMapped, IReadOnlyList<LedgerDraft> Ledgers) Read()
    {
        foreach (var column in new[] { "type", "name" })
        {
            if (!_survey.Has(column)) throw XlsFormProblems.XlsFormInvalid.At("", $"survey: {column}").AsException();
        }
        var repeats = 0;
        foreach (var row in Rows)
        {
            var kind = KindOf(TypeIn(row));
            repeats += kind == "begin repeat" ? 1 : kind == "end repeat" ? -1 : 0;
            // What repeats is no field of the form, so nothing can depend on it.
            if (repeats > 0 || TypeOf(TypeIn(row), out var list, out _) is null || Resolve(row).Element is not { } element) continue;
            _questions.TryAdd(_survey.Of(row, "name"), element);
            if (list is not null) _lists.TryAdd(element.Code, list);
        }
        ReadSurvey();
        if (HasRules) ReadRules();
        var (code, draft) = ReadSettings();
        return (code, draft, _not, _ledgers);
    }

    /// <summary>The rows of the survey that are switched on.</summary>
    private IEnumerable<int> Rows => _survey.Rows.Where(row => YesNo.Read(_survey.Of(row, "disabled")) != true);

    private string TypeIn(int row) => Spaces().Replace(_survey.Of(row, "type"), " ");

    private static string KindOf(string type) => type.Replace('_', ' ').ToLowerInvariant() switch
    {
        "begin lgroup" or "begin looped group" => "begin repeat", "end lgroup" or "end looped group" => "end repeat", var kind => kind,
    };

    private void ReadSurvey()
    {
        var open = new Stack<(string Kind, LedgerDraft? Ledger, List<LedgerColumn> Columns, string?[] Where)>();
        foreach (var row in Rows)
        {
            var type = TypeIn(row);
            if (type.Length == 0)
            {
                if ((Text(_survey, row, "name") ?? Label(row)) is { } untyped) Not(row, "type", untyped, Why.TypeUnknown);
                continue;
            }
            var kind = KindOf(type);
            if (kind is "begin group" or "begin repeat")
            {
                var ledger = kind == "begin repeat" ? new LedgerDraft(_survey.Of(row, "name"), Label(row), []) : null;
                Not(row, "type", type, ledger is null ? Why.Group : Why.Repeat);
                open.Push((kind[6..], ledger, [], Relevant(row, null)));
                foreach (var (heading, text) in _survey.Filled(row).Where(c => c.Heading is not ("type" or "name" or "relevant") && !c.Heading.StartsWith("label", StringComparison.Ordinal)))
                    Not(row, heading, text, Why.Presentation);
            }
            else if (kind is "end group" or "end repeat")
            {
                if (!open.TryPop(out var last) || last.Kind != kind[4..]) Not(row, "type", type, Why.Structure);
                if (last.Ledger is { } ledger) _ledgers.Add(ledger with { Columns = last.Columns });
            }
            else if (WhyNot(type) is null && open.FirstOrDefault(o => o.Ledger is not null) is { Ledger: not null } repeat)
            {
                repeat.Columns.Add(new LedgerColumn(_survey.Of(row, "name"), Label(row), type, YesNo.Read(_survey.Of(row, "required")) == true));
                Not(row, "type", type, Why.Repeat);
            }
            else ReadQuestion(row, type, [.. open.SelectMany(o => o.Where)]);
        }
        if (open.Count > 0) Not(_survey.Rows.LastOrDefault(), "type", open.Peek().Kind, Why.Structure);
        _ledgers.AddRange(open.Where(o => o.Ledger is not null).Select(o => o.Ledger! with { Columns = o.Columns }));
    }

    /// <summary>Why nobody answers a type; null where somebody does.</summary>
    private static Why? WhyNot(string type) =>
        type.Equals("calculate", StringComparison.OrdinalIgnoreCase) ? Why.Calculation : NotAnswered.Contains(type, StringComparer.OrdinalIgnoreCase) ? Why.Presentation : null;

    private void ReadQuestion(int row, string type, List<string?> where)
    {
        var wanted = TypeOf(type, out var list, out var hasOther);
        if (wanted is null)
        {
            Not(row, "type", $"{type} {_survey.Of(row, "name")}".Trim(), WhyNot(type) ?? Why.TypeUnknown);
            return;
        }
        if (Find(row) is not { } element) return;
        if (_fields.Exists(f => f.Element == element.Code))
        {
            Not(row, "name", _survey.Of(row, "name"), Why.ElementTwice, element.Code);
            return;
        }
        if (!wanted.Contains(element.Type)) Not(row, "type", type, Why.TypeDiffers, element.Type);
        else if (list is not null && (hasOther || !ChoicesAre(list, element))) Not(row, "type", type, Why.ChoicesDiffer, string.Join(", ", element.Choices ?? []));
        foreach (var label in _survey.Translations(row, "label").Where(l => l != element.Name && l != element.Code)) Not(row, "label", label, Why.LabelDiffers, element.Name);
        foreach (var hint in _survey.Translations(row, "hint")) Not(row, "hint", hint, Why.Hint);
        foreach (var (heading, text) in _survey.Filled(row).Where(c => !Survey.Contains(c.Heading) && !c.Heading.StartsWith("label", StringComparison.Ordinal)
            && !c.Heading.StartsWith("hint", StringComparison.Ordinal) && !c.Heading.StartsWith("constraint_message", StringComparison.Ordinal)))
            Not(row, heading, text, heading switch { "calculation" => Why.Calculation, "choice_filter" => Why.ChoiceFilter, _ => Why.Presentation });
        _fields.Add(new FormField(
            element.Code, ReadLogic(row, element, where),
            Read<decimal>(_survey, row, "minimum", t => decimal.TryParse(t, NumberStyles.Number, CultureInfo.InvariantCulture, out var minimum) ? minimum : null), Evidence(row),
            Read(_survey, row, "mask", Named<MaskingProfile>),
            Text(_survey, row, "asked_name"), Text(_survey, row, "asked_definition")));
    }

    private static string? Text(XlsTable table, int row, string column) => table.Of(row, column) is { Length: > 0 } text ? text : null;

    /// <summary>What a column says; null where it says nothing, or nothing that can be read.</summary>
    private T? Read<T>(XlsTable table, int row, string column, Func<string, T?> parse)
        where T : struct
    {
        if (Text(table, row, column) is not { } text) return null;
        var read = parse(text);
        if (read is null) Not(table.Name, row, column, text, Why.SettingInvalid);
        return read;
    }

    /// <summary>The member of this name; null for none.</summary>
    private static T? Named<T>(string text)
        where T : struct, Enum => Enum.TryParse<T>(text, out var read) && Enum.IsDefined(read) ? read : null;

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
        var (element, column, what, why, detail) = Resolve(row);
        if (element is null) Not(row, column, what, why, detail);
        return element;
    }

    /// <summary>The element that a question stands for, or where it is at fault.</summary>
    private (Element? Element, string Column, string What, Why Why, string? Detail) Resolve(int row)
    {
        var (code, name) = (_survey.Of(row, "element"), _survey.Of(row, "name"));
        if (code.Length > 0) return (elements.ByCode.GetValueOrDefault(code), "element", code, Why.ElementUnknown, null);
        if (elements.ByCode.TryGetValue(name, out var coded)) return (coded, "name", name, Why.ElementUnknown, null);
        var labelled = _survey.Translations(row, "label").SelectMany(l => _byName[l]).DistinctBy(e => e.Id).ToList();
        return labelled.Count < 2
            ? (labelled.FirstOrDefault(), "name", name, Why.ElementUnknown, null)
            : (null, "label", Label(row) ?? name, Why.ElementAmbiguous, string.Join(", ", labelled.Select(e => e.Code)));
    }

    /// <summary>The types of element that a type of question fits; null for none.</summary>
    private static string[]? TypeOf(string type, out string? list, out bool hasOther)
    {
        var select = SelectOne().Match(type);
        (list, hasOther) = (select.Success ? select.Groups["list"].Value : null, select.Groups["other"].Success);
        if (list is not null) return ["CHOICE", "BOOLEAN"];
        return type.ToLowerInvariant() switch
        {
            "integer" or "int" => ["INTEGER"], "decimal" => ["DECIMAL", "INTEGER"], "range" => ["INTEGER", "DECIMAL"], "text" or "string" => ["TEXT"], "date" => ["DATE"], _ => null,
        };
    }

    private bool ChoicesAre(string list, Element element)
    {
        var rows = _choices.Rows.Where(r => _choices.Of(r, "list_name") == list).ToList();
        var names = rows.Select(r => _choices.Of(r, "name", "value")).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (element.Type == "BOOLEAN") return names.Count == 2 && names.All(n => n.Length == 0 || YesNo.Read(n) is not null);
        var choices = (element.Choices ?? []).ToHashSet(StringComparer.Ordinal);
        return choices.SetEquals(names) || _choices.Headings("label").Any(heading => choices.SetEquals(rows.Select(r => _choices.Of(r, heading))));
    }

    private string? Label(int row) => _survey.Translations(row, "label").FirstOrDefault();

    private void Not(int row, string column, string what, Why why, string? detail = null) => Not(_survey.Name, row, column, what, why, detail);

    private void Not(string sheet, int row, string column, string what, Why why, string? detail = null) =>
        _not.Add(new NotMapped(sheet, row, column, what, why.Code, (chinese ? why.Chinese : why.English) + (string.IsNullOrEmpty(detail) ? "" : $" ({detail})")));

    /// <summary>As today's programs and older ones write it, with or without "another one, say which".</summary>
    [GeneratedRegex(@"^(add )?(select_one_from_file|select one from file|select_one|select one|select1)( from| prompt using)? (?<list>\S+)(?<other> or[_ ](specify[_ ])?other)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 100)]
    private static partial Regex SelectOne();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Spaces();
}
