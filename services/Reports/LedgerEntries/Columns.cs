using System.Globalization;
using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.Reports.Ledgers;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.LedgerEntries;

/// <summary>The columns of a table file: unit, validFrom, and fields by code or name. Cells are read as those of filings are.</summary>
internal sealed class Columns
{
    /// <summary>The column that every file has: the line in which it stands is the one of the headings.</summary>
    public const string Unit = "unit";

    private static readonly Element Day = new() { Type = "DATE" };
    private readonly int _unit = -1, _validFrom = -1;
    private readonly LedgerField?[] _fields;
    private readonly Element?[] _elements;
    private readonly bool _fromCsv;

    /// <summary>Reads the line of the headings; throws LEDGER_HEADER_INVALID.</summary>
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
            if (name.Equals(Unit, StringComparison.OrdinalIgnoreCase)) _unit = i;
            else if (name.Equals("validFrom", StringComparison.OrdinalIgnoreCase)) _validFrom = i;
            else _fields[i] = ledger.Schema.Fields.FirstOrDefault(f => f.Code.Equals(name, StringComparison.OrdinalIgnoreCase) || f.Name == name) ?? throw Invalid(name);
            if (!seen.Add(_fields[i]?.Code ?? name)) throw Invalid(name);
        }
        _elements = Array.ConvertAll(_fields, f => f is null ? null : ledger.Fields[f.Code].Element);
        if (ledger.Schema.Key.FirstOrDefault(k => !seen.Contains(k)) is { } missing) throw Invalid(missing);
    }

    /// <summary>The cell of a line in which a field stands; null where no column is of it.</summary>
    public string? CellOf(int line, string? field)
    {
        var column = field switch { "unit" => _unit, "validFrom" => _validFrom, null => -1, _ => Array.FindIndex(_fields, f => f?.Code == field) };
        return column < 0 ? null : SheetAddress.Of(line, column + 1);
    }

    /// <summary>LEDGER_HEADER_INVALID about a heading that is missing, or that is none.</summary>
    public static RefusedException Invalid(string heading) => LedgerProblems.HeaderInvalid.Refuse().Saying(heading.Length > 100 ? heading[..100] : heading).AsException();

    /// <summary>A line; <paramref name="cells"/> is null where it is none, for the reason given. More cells than headings are a comma that nobody quoted.</summary>
    public ImportLine Read(int number, IReadOnlyList<SheetCell?>? cells, Problem? fault = null)
    {
        if (cells is null || (_fromCsv && cells.Skip(_fields.Length).Any(c => !string.IsNullOrWhiteSpace(c?.Text))))
            return new ImportLine(number, null, null, new Dictionary<string, JsonElement>(StringComparer.Ordinal), new GivenFault(fault ?? SpreadsheetProblems.CsvMalformed, ""));
        var (unit, validFrom, values) = ((string?)null, (DateOnly?)null, new Dictionary<string, JsonElement>(StringComparer.Ordinal));
        for (var i = 0; i < cells.Count && i < _fields.Length; i++)
        {
            if (cells[i] is not { } cell || string.IsNullOrWhiteSpace(cell.Text)) continue;
            if (i == _unit) unit = cell.Text.Trim();
            else if (i == _validFrom && DayOf(cell) is { } day) validFrom = day;
            else if (i == _validFrom) return new ImportLine(number, unit, null, values, new GivenFault(LedgerProblems.ValidFromInvalid, "validFrom"));
            else if (_fields[i] is { } field && ReadCell.As(_elements[i]!, _fromCsv ? cell with { Text = CsvText.Read(cell.Text.Trim()) } : cell) is { } value) values[field.Code] = value;
        }
        return new ImportLine(number, unit, validFrom, values);
    }

    private static DateOnly? DayOf(SheetCell cell) =>
        ReadCell.As(Day, cell) is { ValueKind: JsonValueKind.String } read && DateOnly.TryParseExact(read.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
