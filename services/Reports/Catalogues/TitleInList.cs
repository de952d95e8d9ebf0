namespace Datarun.Reports.Catalogues;

/// <summary>Titles of forms are written into lists by hand: spaces, wide characters and capitals make no other form. Said in SQL.</summary>
public static class TitleInList
{
    /// <summary>Whether two titles are the same.</summary>
    public static string Same(string one, string other) => $"{Plain(one)} = {Plain(other)}";

    // Wide spaces are ordinary ones in NFKC.
    private static string Plain(string title) => $"lower(replace(normalize({title}, NFKC), ' ', ''))";
}
