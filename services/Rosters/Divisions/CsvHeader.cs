using Datarun.ServiceDefaults.Csv;

namespace Datarun.Rosters.Divisions;

/// <summary>Where the columns stand.</summary>
/// <param name="Began">-1 where the file has no such column.</param>
/// <param name="Separator">What stands between the cells.</param>
public sealed record CsvHeader(int Code, int Name, int Began = -1, char Separator = CsvSeparator.Usual)
{
    /// <summary>The names of the columns.</summary>
    public const string CodeColumn = "code", NameColumn = "name", BeganColumn = "began";

    /// <summary>How many fields a line must have for all of them to be there.</summary>
    public int Fields => Math.Max(Math.Max(Code, Name), Began) + 1;

    /// <summary>The first column that is not there in a line of so many fields.</summary>
    public string FieldAt(int count) => Code >= count ? CodeColumn : Name >= count ? NameColumn : BeganColumn;

    /// <summary>Reads the first line; null unless it names code and name, each once, in any order among others, and began not more than once.</summary>
    /// <param name="said">The separator, where a line before it said it.</param>
    public static CsvHeader? Of(TextLine line, char? said = null)
    {
        var fields = new List<string>();
        if (line.Text is null) return null;
        var separator = said ?? CsvSeparator.Of(line.Text);
        if (!CsvCells.TryRead(line.Text, fields, separator)) return null;
        var (code, name, began) = (Only(fields, CodeColumn), Only(fields, NameColumn), Only(fields, BeganColumn));
        return code is null or < 0 || name is null or < 0 || began is null ? null : new(code.Value, name.Value, began.Value, separator);
    }

    /// <summary>Where the column stands; -1 where it does not, null where it stands more than once.</summary>
    private static int? Only(List<string> fields, string column)
    {
        bool IsIt(string field) => field.Trim().Equals(column, StringComparison.OrdinalIgnoreCase);
        var at = fields.FindIndex(IsIt);
        return at == fields.FindLastIndex(IsIt) ? at : null;
    }
}
