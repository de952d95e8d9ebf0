using System.Globalization;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Csv;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Rosters.Divisions;

/// <summary>
/// Reads one line of a file of divisions, a record to a line. Records that go on over several lines are not read as one: no code or name has a line break, and so a
/// quote left open spoils its own line only.
/// </summary>
internal static class DivisionLine
{
    /// <summary>How far ahead a place may be entered that is still to begin: a day beyond that is a slip, and would keep the place unasked for good.</summary>
    public const int MostYearsAhead = 10;

    /// <summary>The problem with the line and the column that it is about, null when it is good. The code is given even then, where there is one.</summary>
    /// <param name="last">The last day on which a place may begin.</param>
    /// <param name="began">The first day of the place; null where the line says nothing about it.</param>
    public static (Problem Problem, string? Field)? Read(TextLine line, CsvHeader header, List<string> fields, Caller caller, DateOnly last, out string? code, out string name, out DateOnly? began)
    {
        (code, name, began) = (null, "", null);
        if (line.Text is null) return (line.Problem!, null);
        if (!CsvCells.TryRead(line.Text, fields, header.Separator)) return (RostersProblems.CsvLineMalformed, null);
        if (fields.Count > header.Code) code = fields[header.Code].Trim();
        if (fields.Count < header.Fields) return (RostersProblems.CsvFieldMissing, header.FieldAt(fields.Count));
        if (!DivisionCode.TryParse(code, out _)) return (CommonProblems.CodeInvalid, CsvHeader.CodeColumn);
        if (!caller.AreaCovers(code!)) return (RostersProblems.DivisionOutsideYourArea, CsvHeader.CodeColumn);
        if (NameText.Read(fields[header.Name], out name) is { } unnamed) return (unnamed, CsvHeader.NameColumn);
        return header.Began >= 0 && ReadBegan(fields[header.Began].Trim(), last, out began) is { } late ? (late, CsvHeader.BeganColumn) : null;
    }

    private static Problem? ReadBegan(string text, DateOnly last, out DateOnly? began)
    {
        began = null;
        if (text.Length == 0) return null;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day > last) return RostersProblems.BeganInvalid;
        began = day;
        return null;
    }
}
