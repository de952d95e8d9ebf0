namespace Datarun.Reports.Spreadsheets;

/// <summary>A rectangle of cells, all bounds from 1 and inclusive.</summary>
/// <param name="Formula">What fills it, where a formula does.</param>
public sealed record SheetRange(int Top, int Left, int Bottom, int Right, string? Formula = null)
{
    /// <summary>How many columns it has.</summary>
    public int Width => Right - Left + 1;

    /// <summary>Whether a cell is its first, the one that a merged range shows.</summary>
    public bool BeginsAt(int row, int column) => (row, column) == (Top, Left);

    /// <summary>Reads <c>B3:C5</c>, also a single cell; false for what is none.</summary>
    public static bool TryRead(string? text, out SheetRange range)
    {
        var (mark, bottom, right) = (text?.IndexOf(':', StringComparison.Ordinal) ?? -1, 0, 0);
        var isRange = SheetAddress.TryRead(mark < 0 ? text : text.AsSpan(0, mark), out var top, out var left)
            && SheetAddress.TryRead(mark < 0 ? text : text.AsSpan(mark + 1), out bottom, out right) && bottom >= top && right >= left;
        range = new SheetRange(top, left, bottom, right);
        return isRange;
    }
}

/// <summary>Ranges of a sheet that do not overlap, as no spreadsheet program lets them: of two that do, either may be found.</summary>
internal sealed class SheetRanges
{
    private static readonly Comparer<SheetRange> ByTop = Comparer<SheetRange>.Create((a, b) => a.Top.CompareTo(b.Top));
    private readonly Dictionary<int, List<SheetRange>> _byColumn = [];
    private bool _isSorted = true;

    /// <summary>Notes one under each of its columns.</summary>
    public void Add(SheetRange range)
    {
        for (var column = range.Left; column <= range.Right; column++)
        {
            if (!_byColumn.TryGetValue(column, out var ranges)) _byColumn[column] = ranges = [];
            ranges.Add(range);
        }
        _isSorted = false;
    }

    /// <summary>The range around a cell; null for none.</summary>
    public SheetRange? At(int row, int column)
    {
        if (!_isSorted) foreach (var list in _byColumn.Values) list.Sort(ByTop);
        _isSorted = true;
        if (!_byColumn.TryGetValue(column, out var ranges)) return null;
        var found = ranges.BinarySearch(new SheetRange(row, column, row, column), ByTop);
        // Where none begins in the row, the one that begins last above it.
        var at = found >= 0 ? found : ~found - 1;
        return at >= 0 && ranges[at].Bottom >= row ? ranges[at] : null;
    }
}
