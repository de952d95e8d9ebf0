using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Values;

/// <summary>A line that was not taken.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Reason">In the caller's language.</param>
/// <param name="Field">The member at fault.</param>
/// <param name="Detail">The value met, or the bound that it breaks.</param>
/// <param name="At">In a document that has no lines: where it stands, as a JSON pointer or XPath.</param>
public sealed record RefusedLine(int Line, string Code, string Reason, string? Field, string? Detail, string? At = null);

/// <summary>Gathers the lines that were not taken: counts all, names the first 1,000.</summary>
/// <param name="chinese">The caller's language.</param>
/// <param name="at">Where the n-th value of a document stands that has no lines.</param>
public sealed class RefusedLines(bool chinese, Func<int, string>? at = null)
{
    private const int MostNamed = 1000;
    private readonly List<RefusedLine> _first = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<RefusedLine> First => [.. _first.OrderBy(r => r.Line)];

    public void Add(int line, Problem problem, string? field = null, string? detail = null)
    {
        Count++;
        if (_first.Count < MostNamed) _first.Add(new RefusedLine(line, problem.Code, chinese ? problem.Chinese : problem.English, field, detail, at?.Invoke(line)));
    }
}
