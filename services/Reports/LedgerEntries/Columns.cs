using System.Globalization;
using System.Text.Json;
using Datarun.Reports.Ledgers;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.LedgerEntries;

/// <summary>The columns of a table file: unit, validFrom, and fields by code or name. Reads and writes its cells.</summary>
internal sealed class Columns
{
    private static readonly string[] Yes = ["true", "1", "是", "yes"], No = ["false", "0", "否", "no"];
    private static readonly string[] Days = ["yyyy-MM-dd", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日", "yyyy-M-d"];
    private readonly int _unit = -1, _validFrom = -1;
    private readonly LedgerField?[] _fields;
    private readonly bool _fromCsv;

    /// <summary>Reads the first line; throws LEDGER_HEADER_INVALID.</summary>
    /// <param name="fromCsv">Whether an apostrophe before what looks like a formula is no part of the text.</param>
    public Columns(LedgerRow ledger, IReadOnlyList<string?> header, bool fromCsv)
    {
        _fromCsv = fromCsv;
        _fields = new LedgerField?[header.Count];
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (i, heading) in header.Index())
        {
            var name = heading?.Trim() ?? "";
            if (name.Length == 0) continue;
            if (name.Equals("unit", StringComparison.OrdinalIgnoreCase)) _unit = i;
            else if (name.Equals("validFrom", StringComparison.OrdinalIgnoreCase)) _validFrom = i;
            else _fields[i] = ledger.Schema.Fields.FirstOrDefault(f => f.Code.Equals(name, StringComparison.OrdinalIgnoreCase) || f.Name == name) ?? throw Invalid(name);
            if (!seen.Add(_fields[i]?.Code ?? name)) throw Invalid(name);
        }
        if (_unit < 0) throw Invalid("unit");
        if (ledger.Schema.Key.FirstOrDefault(k => !seen.Contains(k)) is { } missing) throw Invalid(missing);
    }

    private static RefusedException Invalid(string heading) => LedgerProblems.HeaderInvalid.Refuse().Saying(heading.Length > 100 ? heading[..100] : heading).AsException();

    /// <summary>A line; <paramref name="cells"/> is null where its quotes are wrong. More cells than headings are a comma that nobody quoted.</summary>
    public ImportLine Read(int number, IReadOnlyList<string?>? cells)
    {
        if (cells is null || (_fromCsv && cells.Skip(_fields.Length).Any(c => !string.IsNullOrWhiteSpace(c))))
            return new ImportLine(number, null, null, new Dictionary<string, JsonElement>(StringComparer.Ordinal), (SpreadsheetProblems.CsvMalformed, ""));
        var (unit, validFrom, values) = ((string?)null, (DateOnly?)null, new Dictionary<string, JsonElement>(StringComparer.Ordinal));
        for (var i = 0; i < cells.Count && i < _fields.Length; i++)
        {
            var text = cells[i]?.Trim() ?? "";
            if (text.Length == 0) continue;
            if (i == _unit) unit = text;
            else if (i == _validFrom && DayOf(text) is { } day) validFrom = day;
            else if (i == _validFrom) return new ImportLine(number, unit, null, values, (LedgerProblems.ValidFromInvalid, "validFrom"));
            else if (_fields[i] is { } field) values[field.Code] = ValueOf(field, _fromCsv ? CsvText.Read(text) : text);
        }
        return new ImportLine(number, unit, validFrom, values);
    }

    /// <summary>A cell as JSON of the field's type where it can be read so, else as the text that it is, which is then refused.</summary>
    private static JsonElement ValueOf(LedgerField field, string text) => field.Type switch
    {
        FieldType.INTEGER or FieldType.DECIMAL when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) =>
            JsonSerializer.SerializeToElement(number),
        FieldType.BOOLEAN when Yes.Contains(text, StringComparer.OrdinalIgnoreCase) => JsonSerializer.SerializeToElement(true),
        FieldType.BOOLEAN when No.Contains(text, StringComparer.OrdinalIgnoreCase) => JsonSerializer.SerializeToElement(false),
        FieldType.DATE when DayOf(text) is { } day => JsonSerializer.SerializeToElement(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        _ => JsonSerializer.SerializeToElement(text, Json.Options),
    };

    private static DateOnly? DayOf(string text) => DateOnly.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
