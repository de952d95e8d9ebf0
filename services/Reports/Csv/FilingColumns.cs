using System.Text.Json;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Filings;
using Datarun.Reports.Spreadsheets;
using Npgsql;

namespace Datarun.Reports.Csv;

/// <summary>
/// A wide table of filings: form, unit, period, nil, and a column for each element by its code or its name. What the table lacks of form and
/// period the address may say for all lines. Columns that the export adds for readers are skipped.
/// </summary>
public sealed class FilingColumns
{
    /// <summary>Columns that say something about a filing and are not read.</summary>
    public static readonly string[] ForReaders = ["unitName", "version", "late", "filedBy", "filedAt"];

    private static readonly Dictionary<string, string> Keys = new(StringComparer.OrdinalIgnoreCase)
    {
        ["form"] = "form", ["报表"] = "form", ["报表代码"] = "form", ["unit"] = "unit", ["单位"] = "unit", ["单位代码"] = "unit",
        ["period"] = "period", ["报告期"] = "period", ["nil"] = "nil", ["零报告"] = "nil",
    };

    private readonly Dictionary<string, int> _keys = new(StringComparer.Ordinal);
    private readonly List<(int Column, Element Element)> _elements = [];
    private readonly string? _form, _period;

    private FilingColumns(int count, string? form, string? period) => (Count, _form, _period) = (count, form, period);

    /// <summary>How many columns there are.</summary>
    public int Count { get; }

    /// <summary>Reads the first line. Throws COLUMN_UNKNOWN, COLUMN_MISSING or LINE_TWICE with the column named.</summary>
    public static async Task<FilingColumns> ReadAsync(
        IReadOnlyList<string> header, IReadOnlyList<string>? first, string? form, string? period, ElementSet elements, NpgsqlConnection connection, CancellationToken cancel)
    {
        var columns = new FilingColumns(header.Count, form, period);
        var named = new List<(int, string)>();
        foreach (var (index, text) in header.Index())
        {
            var name = CsvText.Read(text.Trim());
            if (name.Length == 0 || ForReaders.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            if (Keys.TryGetValue(name, out var key))
            {
                if (!columns._keys.TryAdd(key, index)) throw SpreadsheetProblems.LineTwice.At("", name).AsException();
            }
            else if (elements.ByCode.TryGetValue(name, out var element)) columns.Add(index, element, name);
            else named.Add((index, name));
        }
        if (!columns._keys.ContainsKey("unit")) throw SpreadsheetProblems.ColumnMissing.At("", "unit").AsException();
        if (form is null && !columns._keys.ContainsKey("form")) throw SpreadsheetProblems.ColumnMissing.At("", "form").AsException();
        if (period is null && !columns._keys.ContainsKey("period")) throw SpreadsheetProblems.ColumnMissing.At("", "period").AsException();
        if (named.Count > 0) await columns.NameAsync(named, form ?? columns.Key("form", first), elements, connection, cancel);
        return columns;
    }

    /// <summary>The line; its element at fault where it cannot be read.</summary>
    public ImportFilings.Line LineOf(IReadOnlyList<string> fields)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (column, element) in _elements)
        {
            if (ReadCell.As(element, CsvText.Read(fields[column])) is { } value) values[element.Code] = value;
        }
        var nil = Key("nil", fields) is "是" or "true" or "TRUE" or "yes" or "1";
        return new ImportFilings.Line(_form ?? Key("form", fields) ?? "", Key("unit", fields) ?? "", _period ?? Key("period", fields) ?? "", values, null, nil);
    }

    private string? Key(string key, IReadOnlyList<string>? fields) =>
        fields is not null && _keys.TryGetValue(key, out var at) && at < fields.Count ? CsvText.Read(fields[at].Trim()) : null;

    /// <summary>Names are told apart within the form of the first line: another form may have an element of the same name.</summary>
    private async Task NameAsync(List<(int Column, string Name)> named, string? form, ElementSet elements, NpgsqlConnection connection, CancellationToken cancel)
    {
        var asked = form is null || form.Contains('\0') ? null : (await connection.QueryAsync<int>(new CommandDefinition(
            "SELECT ff.element FROM form_field ff JOIN form f ON f.code = ff.form AND f.version = ff.version WHERE f.code = @form", new { form }, cancellationToken: cancel)))
            .Select(id => elements.ById[id]).ToLookup(e => e.Name, StringComparer.Ordinal);
        foreach (var (column, name) in named)
        {
            if (asked?[name].Take(2).ToList() is not [var element]) throw SpreadsheetProblems.ColumnUnknown.At("", name).AsException();
            Add(column, element, name);
        }
    }

    private void Add(int column, Element element, string name)
    {
        if (_elements.Exists(e => e.Element.Id == element.Id)) throw SpreadsheetProblems.LineTwice.At("", name).AsException();
        _elements.Add((column, element));
    }
}
