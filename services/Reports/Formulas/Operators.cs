using System.Globalization;
using Dapper;
using Datarun.Reports.Expressions;

namespace Datarun.Reports.Formulas;

/// <summary>Operators and constants, the same over rows and over figures: checks the types and makes the SQL. Empty makes empty.</summary>
internal sealed class Operators(DynamicParameters parameters)
{
    private int _named;

    /// <summary>A parameter with this value.</summary>
    public string Parameter(object value)
    {
        var name = $"p{_named++}";
        parameters.Add(name, value);
        return $"@{name}";
    }

    public Fragment Constant(Literal literal) => literal.Value switch
    {
        // As values have them: at most 15 digits before the point and 10 behind.
        decimal number when Math.Abs(number) >= 1_000_000_000_000_000m || number.Scale > 10 =>
            throw new FormulaException(FormulaProblems.SyntaxWrong, literal.At, "< 1000000000000000, ≤ 10 decimals"),
        decimal number => new($"{Parameter(number)}::numeric", ValueKind.NUMBER, number.Scale == 0, number),
        bool flag => new(flag ? "true" : "false", ValueKind.BOOLEAN, Constant: flag),
        var text => new($"{Parameter(text)}::text", ValueKind.TEXT, Constant: text),
    };

    public Fragment Apply(Prefixed expression, Fragment of) => expression.Operator == "not"
        ? new($"(NOT {Must(of, ValueKind.BOOLEAN, expression.Operand).Sql})", ValueKind.BOOLEAN)
        : new($"(- {Must(of, ValueKind.NUMBER, expression.Operand).Sql})", ValueKind.NUMBER, of.Whole, Divided: of.Divided);

    public Fragment Apply(Joined expression, Fragment left, Fragment right)
    {
        var sign = expression.Operator;
        if (sign is "and" or "or")
            return new($"({Must(left, ValueKind.BOOLEAN, expression.Left).Sql} {sign} {Must(right, ValueKind.BOOLEAN, expression.Right).Sql})", ValueKind.BOOLEAN);
        if (sign is "+" or "-" or "*" or "/")
        {
            Must(left, ValueKind.NUMBER, expression.Left);
            Must(right, ValueKind.NUMBER, expression.Right);
            return sign == "/" ? new(Quotient.Of(left.Sql, right.Sql), ValueKind.NUMBER, Divided: true)
                : new($"({left.Sql} {sign} {right.Sql})", ValueKind.NUMBER, left.Whole && right.Whole, Divided: left.Divided || right.Divided);
        }
        var kind = Alike(left, right, expression);
        if (kind == ValueKind.BOOLEAN && sign is not ("=" or "<>")) throw Wrong(expression, "= <>");
        var collate = kind is ValueKind.TEXT or ValueKind.DATE ? " COLLATE \"C\"" : "";
        return new($"({left.ToCompare} {sign} {right.ToCompare}{collate})", ValueKind.BOOLEAN);
    }

    public Fragment Apply(OneOf expression, Fragment of)
    {
        var choices = expression.Choices.Select(c =>
        {
            var constant = Constant(c);
            Alike(of, constant, c);
            return constant.Sql;
        });
        return new($"({of.ToCompare} IN ({string.Join(", ", choices)}))", ValueKind.BOOLEAN);
    }

    /// <summary>The common type of two sides; throws where they cannot be compared.</summary>
    public static ValueKind Alike(Fragment left, Fragment right, Expression at)
    {
        var (one, other) = left.Constant is null ? (left, right) : (right, left);
        if (one.Choices is { } choices && other.Constant is string choice && !choices.Contains(choice, StringComparer.Ordinal)) throw Wrong(at, string.Join(", ", choices));
        if (one.Kind == ValueKind.DATE && other.Constant is string day
            && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) return ValueKind.DATE;
        return one.Kind == other.Kind ? one.Kind : throw Wrong(at, $"{left.Kind} / {right.Kind}");
    }

    /// <summary>The fragment itself, of the type that is needed.</summary>
    public static Fragment Must(Fragment fragment, ValueKind kind, Expression at) => fragment.Kind == kind ? fragment : throw Wrong(at, $"{fragment.Kind}, not {kind}");

    public static FormulaException Wrong(Expression at, string detail) => new(FormulaProblems.TypeWrong, at.At, detail);
}
