using System.Text;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Expressions;
using Datarun.Reports.Ledgers;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Formulas;

/// <summary>
/// Makes one statement of any number of formulas, for any number of units <c>u(unit, low, high)</c> and one period. Each ledger is read
/// once, whatever the number of formulas over it. Checks names and types on the way, so that what was defined can be computed.
/// </summary>
internal sealed class CompileFormulas
{
    /// <summary>Functions over the rows of a ledger.</summary>
    internal static readonly string[] Aggregates = ["SUM", "COUNT", "AVG", "MIN", "MAX"];

    private readonly FormulaSet _set;
    private readonly Period _period;
    private readonly Operators _operators;
    private readonly List<LedgerRow> _ledgers = [];
    private readonly List<string> _joins = [];
    private readonly Dictionary<int, Fragment> _derived = [];
    private readonly List<(Element Element, Fragment Result)> _results = [];
    private int _named; // Not by the joins that there are: those of an operand's own formula are added between its naming and its own.

    public CompileFormulas(FormulaSet set, Period period)
    {
        (_set, _period) = (set, period);
        _operators = new Operators(Parameters);
        Parameters.Add("start", period.Start);
        Parameters.Add("until", period.End);
        Parameters.Add("period", period.ToString());
    }

    public DynamicParameters Parameters { get; } = new();

    /// <summary>The aggregates over ledgers, of operands too.</summary>
    public List<Term> Terms { get; } = [];

    /// <summary>Elements that are read, of this period.</summary>
    public HashSet<int> Operands { get; } = [];

    /// <summary>Ledgers that are read.</summary>
    public IEnumerable<string> Ledgers => _ledgers.Select(l => l.Code);

    /// <summary>Adds a formula. Throws where it cannot be computed or gives another type than the element has.</summary>
    public void Add(Element element, Expression expression)
    {
        var result = Figure(expression, element);
        var kind = KindOf(element);
        if (result.Kind != kind && !(kind == ValueKind.TEXT && result.Kind == ValueKind.DATE)) throw Operators.Wrong(expression, $"{result.Kind}, not {element.Type}");
        if (element.Type == "INTEGER" && !result.Whole) throw Operators.Wrong(expression, "ROUND(…)");
        _results.Add((element, result));
    }

    /// <summary>The statement: unit, element, number, too_large, text, flag, rows, kept.</summary>
    public string Sql()
    {
        var sql = new StringBuilder(
            """
            SELECT u.unit, f.element, CASE WHEN abs(f.number) < 1e15 THEN trim_scale(round(f.number, 10)) END AS number, coalesce(abs(f.number) >= 1e15, false) AS too_large,
                f.text, f.flag, f.rows, f.kept
            FROM unnest(@units, @lows, @highs) AS u(unit, low, high)

            """);
        foreach (var (i, ledger) in _ledgers.Index())
        {
            sql.AppendLine(
                $"""
                CROSS JOIN LATERAL (SELECT count(*) > 0 AS kept, {string.Join(", ", Terms.Where(t => t.Ledger == ledger).Select(t => t.Columns))}
                    FROM ledger_entry e WHERE e.ledger = {_operators.Parameter(ledger.Id)} AND e.unit >= u.low AND e.unit < u.high AND e.valid_from <= @until) l{i}
                """);
        }
        foreach (var join in _joins) sql.AppendLine(join);
        return sql.Append($"CROSS JOIN LATERAL (VALUES {string.Join(",\n", _results.Select(Row))}) AS f(element, number, text, flag, rows, kept)").ToString();
    }

    private string Row((Element Element, Fragment Result) formula)
    {
        var (element, result) = formula;
        var terms = Terms.Where(t => t.Element == element.Id).ToList();
        string Column(ValueKind kind) => result.Kind == kind ? result.Sql : "NULL";
        var text = result.Kind == ValueKind.DATE ? result.Sql : Column(ValueKind.TEXT);
        var rows = terms.Count == 0 ? "0" : string.Join(" + ", terms.Select(t => $"l{_ledgers.IndexOf(t.Ledger)}.c{t.Index}"));
        var kept = terms.Count == 0 ? "true" : string.Join(" OR ", terms.Select(t => $"l{_ledgers.IndexOf(t.Ledger)}.kept"));
        return $"({element.Id}, {Column(ValueKind.NUMBER)}::numeric, {text}::text, {Column(ValueKind.BOOLEAN)}::boolean, ({rows})::bigint, ({kept}))";
    }

    private Fragment Figure(Expression expression, Element of) => expression switch
    {
        Literal literal => _operators.Constant(literal),
        Name name => Operand(name, _period, of),
        Prefixed prefixed => _operators.Apply(prefixed, Figure(prefixed.Operand, of)),
        Joined joined => _operators.Apply(joined, Figure(joined.Left, of), Figure(joined.Right, of)),
        OneOf oneOf => _operators.Apply(oneOf, Figure(oneOf.Operand, of)),
        Call call when Aggregates.Contains(call.Function) => Aggregate(call, of),
        Call { Function: "IF", Arguments: [var condition, var then, var otherwise] } => If(condition, then, otherwise, of),
        Call { Function: "IFEMPTY", Arguments: [var first, var second] } call => IfEmpty(call, Figure(first, of), Figure(second, of)),
        Call { Function: "ISEMPTY", Arguments: [var figure] } => new($"({Figure(figure, of).Sql} IS NULL)", ValueKind.BOOLEAN),
        Call { Function: "ABS", Arguments: [var figure] } => Absolute(Operators.Must(Figure(figure, of), ValueKind.NUMBER, figure)),
        Call { Function: "ROUND", Arguments: [var figure] } => new($"round({Operators.Must(Figure(figure, of), ValueKind.NUMBER, figure).Sql}, 0)", ValueKind.NUMBER, Whole: true),
        Call { Function: "ROUND", Arguments: [var figure, Literal { Value: decimal and >= 0 and <= 10 and var digits }] } when digits.Scale == 0 =>
            new($"round({Operators.Must(Figure(figure, of), ValueKind.NUMBER, figure).Sql}, {(int)digits})", ValueKind.NUMBER, Whole: digits == 0),
        Call { Function: "PREVIOUS", Arguments: [Name name] } => Operand(name, Earlier(1), of),
        Call { Function: "PREVIOUS", Arguments: [Name name, Literal { Value: decimal and >= 1 and <= 60 and var back }] } when back.Scale == 0 => Operand(name, Earlier((int)back), of),
        Call call => throw new FormulaException(FormulaProblems.NameUnknown, call.At,
            $"{call.Function}: SUM(l.f[, filter]) COUNT(l[, filter]) AVG(l.f[, weight][, filter]) MIN MAX IF(c, a, b) IFEMPTY(a, b) ISEMPTY(a) ABS(a) ROUND(a[, 0–10]) PREVIOUS([element][, 1–60])"),
        _ => throw new InvalidOperationException("No such expression."),
    };

    private Fragment If(Expression condition, Expression then, Expression otherwise, Element of)
    {
        var (test, one, other) = (Operators.Must(Figure(condition, of), ValueKind.BOOLEAN, condition), Figure(then, of), Figure(otherwise, of));
        var kind = Operators.Alike(one, other, otherwise);
        // The condition stands in it once: of conditions in conditions every level would double it.
        return new($"(CASE {test.Sql} WHEN true THEN {one.Sql} WHEN false THEN {other.Sql} END)", kind, one.Whole && other.Whole, Divided: one.Divided || other.Divided);
    }

    private static Fragment Absolute(Fragment of) => new($"abs({of.Sql})", ValueKind.NUMBER, of.Whole, Divided: of.Divided);

    private static Fragment IfEmpty(Call call, Fragment one, Fragment other) =>
        new($"coalesce({one.Sql}, {other.Sql})", Operators.Alike(one, other, call), one.Whole && other.Whole, Divided: one.Divided || other.Divided);

    private Fragment Aggregate(Call call, Element of)
    {
        var arguments = call.Arguments;
        if (arguments.Count == 0) throw new FormulaException(FormulaProblems.SyntaxWrong, call.At, $"{call.Function}(…)");
        var ledger = LedgerOf(call);
        var foreign = ledger.Department != of.Source;
        void Refuse(LedgerField field, Name name)
        {
            if (foreign && field.IsProtected) throw new FormulaException(FormulaProblems.FieldProtected, name.At, name.Text);
        }
        var filters = new RowFilter(ledger, _operators, Refuse);
        var amounts = call.Function is "SUM" or "AVG" ? new RowFilter(ledger, _operators) : filters;
        Fragment? amount = call.Function == "COUNT" ? null : amounts.Of(arguments[0]);
        if (amount is { } a && a.Kind != ValueKind.NUMBER && !(a.Kind == ValueKind.DATE && call.Function is "MIN" or "MAX")) throw Operators.Wrong(arguments[0], $"{a.Kind}, not NUMBER");
        var rest = arguments.Skip(1).Select(argument => (Argument: argument, Is: filters.Of(argument))).ToList();
        string? weight = null;
        if (call.Function == "AVG" && rest is [{ Is.Kind: ValueKind.NUMBER } first, ..])
        {
            weight = first.Is.Sql;
            rest.RemoveAt(0);
        }
        if (rest.Count > 1) throw new FormulaException(FormulaProblems.SyntaxWrong, rest[1].Argument.At, ")");
        var filter = rest is [var only] ? Operators.Must(only.Is, ValueKind.BOOLEAN, only.Argument).Sql : "true";
        if (!_ledgers.Contains(ledger)) _ledgers.Add(ledger);
        var term = new Term(Terms.Count, of.Id, call.Function, ledger, amount?.Sql ?? "1", amount?.Kind ?? ValueKind.NUMBER, weight, filter);
        Terms.Add(term);
        return new($"l{_ledgers.IndexOf(ledger)}.t{term.Index}", amount?.Kind ?? ValueKind.NUMBER, call.Function == "COUNT" || (amount!.Value.Whole && call.Function != "AVG"),
            Divided: call.Function == "AVG" || amount?.Divided == true);
    }

    /// <summary>The ledger whose rows an aggregate reads: all names of its first argument begin with it.</summary>
    private LedgerRow LedgerOf(Call call)
    {
        var names = Names(call.Arguments[0]).ToList();
        if (names.Count == 0) throw new FormulaException(FormulaProblems.SyntaxWrong, call.Arguments[0].At, call.Function == "COUNT" ? "ledger" : "ledger.field");
        var codes = names.Select(n => n.Text.Split('.')[0]).Distinct(StringComparer.Ordinal).ToList();
        if (codes.Count > 1) throw new FormulaException(FormulaProblems.NameUnknown, names[1].At, $"{codes[0]}.…, not {codes[1]}");
        return _set.Ledgers.TryGetValue(codes[0], out var ledger) ? ledger : throw new FormulaException(FormulaProblems.NameUnknown, names[0].At, codes[0]);
    }

    /// <summary>Names of elements; what stands in an aggregate names a ledger and its fields.</summary>
    internal static IEnumerable<Name> Elements(Expression expression) =>
        expression is Name name ? [name] : expression is Call call && Aggregates.Contains(call.Function) ? [] : expression.Parts.SelectMany(Elements);

    internal static IEnumerable<Name> Names(Expression expression) => expression is Name name ? [name] : expression.Parts.SelectMany(Names);

    private Period Earlier(int back)
    {
        var period = _period;
        for (var i = 0; i < back; i++) period = period.Previous;
        return period;
    }

    /// <summary>Another element: its value for the unit, else its own formula, else what rolls up from below.</summary>
    private Fragment Operand(Name name, Period period, Element of)
    {
        if (!_set.Elements.TryGetValue(name.Text, out var element)) throw new FormulaException(FormulaProblems.NameUnknown, name.At, name.Text);
        var same = period == _period;
        if (same && of.Id == element.Id) throw new FormulaException(FormulaProblems.Cycle, name.At, name.Text);
        if (same) Operands.Add(element.Id);
        if (same && _derived.TryGetValue(element.Id, out var known)) return known;
        var (value, divided) = same && _set.Formulas.TryGetValue(element.Id, out var formula) ? ByItsFormula(element, formula, period)
            // A weighted mean is read where it is kept, never computed as a plain one.
            : element is { LatestAnswers: false, RollsUp: true, WeightedBy: null } ? (FromBelow(element, period), false)
            : (AsHeld(element, period), false);
        var fragment = new Fragment($"({value})", KindOf(element), element.Type == "INTEGER", Choices: element.Choices, Divided: divided);
        if (same) _derived[element.Id] = fragment;
        return fragment;
    }

    private (string Value, bool Divided) ByItsFormula(Element element, FormulaRow formula, Period period)
    {
        var (v, p) = Next(period);
        var own = Figure(formula.Tree, element);
        _joins.Add(
            $"""
            CROSS JOIN LATERAL (SELECT CASE WHEN h.source_kind IS NULL THEN {own.Sql} ELSE coalesce(h.{ColumnOf(element)}, {EmptyOf(element)}) END AS value
                FROM (VALUES (1)) one LEFT JOIN value h ON h.unit = u.unit AND h.element = {element.Id} AND h.period = {p} AND h.source_kind <> 'LEDGER') {v}
            """);
        return ($"{v}.value", own.Divided);
    }

    private string FromBelow(Element element, Period period)
    {
        var (v, p) = Next(period);
        _joins.Add(
            $"""
            CROSS JOIN LATERAL (SELECT {element.Id} AS element, {p}::text COLLATE "C" AS period, u.low, u.high, {_operators.Parameter(element.Aggregation)}::text AS aggregation) x{v}
            CROSS JOIN {OperandSql.Figures($"x{v}")} {v}
            """);
        return $"CASE WHEN {v}.reported > 0 THEN coalesce({v}.{ColumnOf(element)}, {EmptyOf(element)}) END";
    }

    private string AsHeld(Element element, Period period)
    {
        var (v, p) = Next(period);
        _joins.Add(
            $"""
            LEFT JOIN LATERAL (SELECT h.{ColumnOf(element)}, true AS given FROM value h WHERE h.unit = u.unit AND h.element = {element.Id}
                AND (h.period = {p} OR ({(element.LatestAnswers ? "true" : "false")} AND h.until <= {_operators.Parameter(period.End)}))
                ORDER BY h.period = {p} DESC, h.until DESC LIMIT 1) {v} ON true
            """);
        return $"CASE WHEN {v}.given THEN coalesce({v}.{ColumnOf(element)}, {EmptyOf(element)}) END";
    }

    /// <summary>The name of the next join, and the parameter with its period.</summary>
    private (string Name, string Period) Next(Period period) => ($"v{_named++}", _operators.Parameter(period.ToString()));

    /// <summary>A nil return says that nothing happened: 0 in arithmetic, as in roll-ups.</summary>
    private static string EmptyOf(Element element) => KindOf(element) == ValueKind.NUMBER ? "0" : "NULL";

    private static string ColumnOf(Element element) => element.Type switch { "INTEGER" or "DECIMAL" => "number", "BOOLEAN" => "flag", _ => "text" };

    private static ValueKind KindOf(Element element) => element.Type switch
    {
        "INTEGER" or "DECIMAL" => ValueKind.NUMBER, "BOOLEAN" => ValueKind.BOOLEAN, "DATE" => ValueKind.DATE, _ => ValueKind.TEXT,
    };
}
