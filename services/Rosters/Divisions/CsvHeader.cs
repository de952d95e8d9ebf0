namespace Datarun.Rosters.Divisions;

/// <summary>Where the columns stand.</summary>
/// <param name="Began">-1 where the file has no such column.</param>
public sealed record CsvHeader(int Code, int Name, int Began = -1)
{
    /// <summary>How many fields a line must have for all of them to be there.</summary>
    public int Fields => Math.Max(Math.Max(Code, Name), Began) + 1;

    /// <summary>Reads the first line; null unless it names code and name, each once, in any order among others, and began not more than once.</summary>
    public static CsvHeader? Of(TextLine line)
    {
        var fields = new List<string>();
        if (line.Text is null || !CsvLine.TryRead(line.Text, fields)) return null;
        var (code, name, began) = (Only(fields, "code"), Only(fields, "name"), Only(fields, "began"));
        return code is null or < 0 || name is null or < 0 || began is null ? null : new(code.Value, name.Value, began.Value);
    }

    /// <summary>Where the column stands; -1 where it does not, null where it stands more than once.</summary>
    private static int? Only(List<string> fields, string column)
    {
        bool IsIt(string field) => field.Trim().Equals(column, StringComparison.OrdinalIgnoreCase);
        var at = fields.FindIndex(IsIt);
        return at == fields.FindLastIndex(IsIt) ? at : null;
    }
}
