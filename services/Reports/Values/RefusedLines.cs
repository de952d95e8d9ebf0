using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Values;

/// <summary>A line that was not taken.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Reason">In the caller's language.</param>
/// <param name="Field">The member at fault.</param>
/// <param name="Detail">The value met, or the bound that it breaks.</param>
/// <param name="At">In a document that has no lines: where it stands, as a JSON pointer or XPath; in a workbook the cell, such as D3.</param>
/// <param name="More">What else is wrong with the line, so that it is mended at once; null for nothing.</param>
public sealed record RefusedLine(int Line, string Code, string Reason, string? Field, string? Detail, string? At = null, IReadOnlyList<RefusedField>? More = null);

/// <summary>A further fault of a line.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Reason">In the caller's language.</param>
/// <param name="Field">The member at fault.</param>
/// <param name="Detail">The value met, or the bound that it breaks.</param>
/// <param name="At">In a workbook: the cell.</param>
public sealed record RefusedField(string Code, string Reason, string? Field, string? Detail, string? At = null);

/// <summary>Gathers the lines that were not taken: counts all, names the first 1,000.</summary>
/// <param name="chinese">The caller's language.</param>
/// <param name="at">Where the n-th value of a document stands that has no lines.</param>
public sealed class RefusedLines(bool chinese, Func<int, string>? at = null)
{
    private const int MostNamed = 1000;
    private readonly List<RefusedLine> _first = [];
    private int _more;

    /// <summary>In a workbook: the cell of a line and a field; null where it has none.</summary>
    public Func<int, string?, string?>? Cell { get; set; }

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<RefusedLine> First => [.. _first.OrderBy(r => r.Line)];

    public void Add(int line, GivenFault fault) => Add(line, fault.Problem, fault.Field, fault.Detail);

    public void Add(int line, Problem problem, string? field = null, string? detail = null)
    {
        Count++;
        if (_first.Count < MostNamed) _first.Add(new RefusedLine(line, problem.Code, Say(problem), field, detail, at?.Invoke(line) ?? Cell?.Invoke(line, field)));
    }

    /// <summary>A line with everything that is wrong with it; over all lines as many further faults are named as lines.</summary>
    public void Add(int line, IReadOnlyList<FieldError> errors)
    {
        Add(line, errors[0].Problem, FieldOf(errors[0]), errors[0].Detail);
        var left = MostNamed - _more;
        if (errors.Count < 2 || left == 0 || Count > MostNamed) return;
        RefusedField[] more = [.. errors.Skip(1).Take(left).Select(e => new RefusedField(e.Problem.Code, Say(e.Problem), FieldOf(e), e.Detail, Cell?.Invoke(line, FieldOf(e))))];
        _more += more.Length;
        _first[^1] = _first[^1] with { More = more };
    }

    private static string FieldOf(FieldError error) => error.Pointer.TrimStart('/');

    private string Say(Problem problem) => chinese ? problem.Chinese : problem.English;
}
