using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters.Divisions;

/// <summary>A line that was not taken.</summary>
/// <param name="Line">Its number in the file; the header is 1.</param>
/// <param name="Code">The problem's code.</param>
/// <param name="Reason">What is wrong, in the caller's language.</param>
/// <param name="Division">The division code as written there; null where it could not be read.</param>
/// <param name="Field">The column at fault; null where it is the line as a whole.</param>
public sealed record RefusedLine(int Line, string Code, string Reason, string? Division, string? Field);

/// <summary>Gathers the refused lines of one file: counts all, keeps the first.</summary>
public sealed class RefusedLines(bool chinese)
{
    /// <summary>How many are listed; a file in which more is wrong has one thing wrong with it.</summary>
    public const int Most = 1000;

    // What is shown of a cell that was meant as a code: enough to find it.
    private const int Shown = 40;

    private readonly List<RefusedLine> _lines = [];

    /// <summary>How many lines were refused.</summary>
    public int Count { get; private set; }

    /// <summary>The first of them, in the order of the file.</summary>
    public IReadOnlyList<RefusedLine> First => [.. _lines.OrderBy(l => l.Line).Take(Most)];

    /// <summary>Notes a line.</summary>
    public void Add(int line, Problem problem, string? division, string? field)
    {
        Count++;
        if (_lines.Count < Most) Keep(line, problem, division, field);
    }

    /// <summary>Notes many lines, of which only the first are given.</summary>
    public void Add(int count, IEnumerable<(int Line, Problem Problem, string Division, string? Field)> first)
    {
        Count += count;
        foreach (var (line, problem, division, field) in first) Keep(line, problem, division, field);
    }

    private void Keep(int line, Problem problem, string? division, string? field) =>
        _lines.Add(new(line, problem.Code, chinese ? problem.Chinese : problem.English, division is { Length: > Shown } ? null : division, field));
}
