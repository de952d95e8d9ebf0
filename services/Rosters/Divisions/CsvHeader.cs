namespace Datarun.Rosters.Divisions;

/// <summary>Where the columns stand.</summary>
public sealed record CsvHeader(int Code, int Name)
{
    /// <summary>How many fields a line must have for both to be there.</summary>
    public int Fields => Math.Max(Code, Name) + 1;

    /// <summary>Reads the first line; null unless it names code and name, each once, in any order among others.</summary>
    public static CsvHeader? Of(TextLine line)
    {
        var fields = new List<string>();
        if (line.Text is null || !CsvLine.TryRead(line.Text, fields)) return null;
        var (code, name) = (Only(fields, "code"), Only(fields, "name"));
        return code < 0 || name < 0 ? null : new(code, name);
    }

    private static int Only(List<string> fields, string column)
    {
        bool IsIt(string field) => field.Trim().Equals(column, StringComparison.OrdinalIgnoreCase);
        var at = fields.FindIndex(IsIt);
        return at == fields.FindLastIndex(IsIt) ? at : -1;
    }
}
