using Datarun.Reports.Spreadsheets;

namespace Datarun.Reports.XlsForms;

/// <summary>A sheet of an XLSForm: the first row has the headings, their order is free, blank rows and columns are skipped.</summary>
public sealed class XlsTable
{
    private readonly Sheet? _sheet;
    private readonly List<(string Heading, int Column)> _columns = [];
    private readonly int _first;

    public XlsTable(IReadOnlyList<Sheet> sheets, string name)
    {
        Name = name;
        _sheet = sheets.FirstOrDefault(s => s.Name.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));
        if (_sheet is null || _sheet.Rows.Count == 0) return;
        _first = _sheet.Rows.Keys.First();
        _columns.AddRange(_sheet.Rows[_first].Values.Select(c => (Normal(c.Text), c.Column)));
    }

    public string Name { get; }

    public bool Has(string heading) => _columns.Exists(c => c.Heading == heading);

    public IEnumerable<int> Rows => _sheet?.Rows.Keys.Where(row => row > _first) ?? [];

    /// <summary>The first of these headings that says something in the row.</summary>
    public string Of(int row, params string[] headings) =>
        headings.Select(h => _columns.Where(c => c.Heading == h).Select(c => _sheet!.TextAt(row, c.Column)).FirstOrDefault("")).FirstOrDefault(t => t.Length > 0) ?? "";

    /// <summary>A heading in all languages: <c>label</c>, <c>label::Chinese (zh)</c>.</summary>
    public IEnumerable<string> Translations(int row, string heading) =>
        Filled(row).Where(c => IsOf(c.Heading, heading)).Select(c => c.Text);

    /// <summary>A heading as it stands in each language.</summary>
    public IEnumerable<string> Headings(string heading) =>
        _columns.Select(c => c.Heading).Where(h => IsOf(h, heading)).Distinct();

    /// <summary>A heading in Chinese and in English; one that names no language is taken for Chinese.</summary>
    public (string? Chinese, string? English) InBoth(int row, string heading)
    {
        var said = Filled(row).Where(c => IsOf(c.Heading, heading)).ToList();
        string? Where(Func<string, bool> language) => said.Where(c => language(c.Heading[heading.Length..].TrimStart(':').ToLowerInvariant())).Select(c => c.Text).FirstOrDefault();
        var english = Where(l => l is "en" || l.Contains("english", StringComparison.Ordinal) || l.Contains("(en", StringComparison.Ordinal));
        return (Where(l => l is "zh" || l.Contains("zh", StringComparison.Ordinal) || l.Contains("chinese", StringComparison.Ordinal) || l.Contains("中文", StringComparison.Ordinal))
            ?? Where(l => l.Length == 0) ?? said.Select(c => c.Text).FirstOrDefault(t => t != english), english);
    }

    /// <summary>Everything that stands in the row, by heading.</summary>
    public IEnumerable<(string Heading, string Text)> Filled(int row) =>
        _columns.Select(c => (c.Heading, Text: _sheet!.TextAt(row, c.Column))).Where(c => c.Text.Length > 0);

    private static bool IsOf(string written, string heading) => written == heading || written.StartsWith(heading + "::", StringComparison.Ordinal);

    /// <summary>Older files write <c>label:zh</c>, <c>list name</c>, <c>caption</c>, <c>relevance</c>, <c>bind::relevant</c>; Chinese keyboards a wide colon.</summary>
    private static string Normal(string heading)
    {
        var low = heading.Replace('：', ':').Trim();
        var colon = low.IndexOf(':', StringComparison.Ordinal);
        var (name, rest) = colon < 0 ? (low, "") : (low[..colon], low[colon..].TrimStart(':'));
        name = name.Trim().Replace(' ', '_');
        if (rest.Length > 0 && name.Equals("bind", StringComparison.OrdinalIgnoreCase)) return Normal(rest);
        name = name.ToLowerInvariant() switch
        {
            "caption" => "label", "list" => "list_name", "command" => "type", "tag" => "name", "relevance" => "relevant", "calculate" => "calculation",
            "constraining_message" => "constraint_message", "requiredmsg" => "required_message", "set_form_title" or "title" => "form_title", "set_form_id" or "id_string" => "form_id", var other => other,
        };
        if (name == "jr") return rest.ToLowerInvariant() switch { "constraintmsg" => "constraint_message", "requiredmsg" => "required_message", var other => other };
        return rest.Length == 0 ? name : $"{name}::{rest.Trim()}";
    }
}
