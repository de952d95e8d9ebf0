using Datarun.Reports.Expressions;

namespace Datarun.Reports.Validation;

/// <summary>What an expression reads, what it is, and what it comes to. Pure.</summary>
public static class Evaluate
{
    /// <summary>The elements that it reads, each once.</summary>
    public static IReadOnlyList<Reference> References(Expression expression) => [.. Walk(expression, asked: true).Distinct()];

    /// <summary>Those of them that it computes with; of the others it only asks whether they are given.</summary>
    public static IReadOnlyList<Reference> Computed(Expression expression) => [.. Walk(expression, asked: false).Distinct()];

    /// <summary>What it is; null, with the fault, where its parts do not go together.</summary>
    public static OperandKind? KindOf(Expression expression, Func<Reference, OperandKind?> kindOf, out string? fault)
    {
        fault = null;
        switch (expression)
        {
            case Constant constant: return constant.Value.Kind;
            case Reading reading:
                var read = kindOf(reading.Of);
                if (read is null) fault = reading.Of.Element;
                return read;
            case Given given:
                if (kindOf(given.Of) is null) fault = given.Of.Element;
                return fault is null ? OperandKind.TRUTH : null;
            case Prefixed prefixed: return Needs(prefixed.Operand, prefixed.Operator == "not" ? OperandKind.TRUTH : OperandKind.NUMBER, kindOf, ref fault);
            case Call { Function: "IF", Arguments: [var condition, var then, var otherwise] }:
                return Needs(condition, OperandKind.TRUTH, kindOf, ref fault) is null || KindOf(then, kindOf, out fault) is not { } either ? null : Needs(otherwise, either, kindOf, ref fault);
            case Call call:
                foreach (var argument in call.Arguments) if (Needs(argument, OperandKind.NUMBER, kindOf, ref fault) is null) return null;
                return OperandKind.NUMBER;
            case Joined { Operator: "and" or "or" } pair:
                return Needs(pair.Left, OperandKind.TRUTH, kindOf, ref fault) is null ? null : Needs(pair.Right, OperandKind.TRUTH, kindOf, ref fault);
            case Joined { Operator: "+" or "-" or "*" or "/" } pair:
                return Needs(pair.Left, OperandKind.NUMBER, kindOf, ref fault) is null ? null : Needs(pair.Right, OperandKind.NUMBER, kindOf, ref fault);
            case Joined pair:
                if (KindOf(pair.Left, kindOf, out fault) is not { } left || KindOf(pair.Right, kindOf, out fault) is not { } right) return null;
                if (Comparable(left, pair.Left, right, pair.Right) && (pair.Operator is "=" or "<>" || (left is OperandKind.NUMBER or OperandKind.DATE || right == OperandKind.DATE))) return OperandKind.TRUTH;
                fault = $"{left} {pair.Operator} {right}";
                return null;
            default: throw new ArgumentOutOfRangeException(nameof(expression));
        }
    }

    /// <summary>What it comes to; null where that cannot be said: a division by zero.</summary>
    public static Operand? On(Expression expression, Func<Reference, Operand> value)
    {
        switch (expression)
        {
            case Constant constant: return constant.Value;
            case Reading reading: return value(reading.Of);
            case Given given: return Operand.Of(!value(given.Of).IsMissing);
            case Prefixed prefixed:
                return On(prefixed.Operand, value) is not { } inner ? null : prefixed.Operator == "not" ? Operand.Of(!inner.Truth) : Operand.Of(-inner.Number);
            case Call { Function: "IF", Arguments: [var condition, var then, var otherwise] }:
                return On(condition, value) is { } asked ? On(asked.Truth ? then : otherwise, value) : null;
            case Call call:
                var numbers = call.Arguments.Select(a => On(a, value)?.Number).ToList();
                if (numbers.Contains(null)) return null;
                return Operand.Of(call.Function switch
                {
                    "ABS" => numbers[0]!.Value.Against(default) < 0 ? -numbers[0]!.Value : numbers[0]!.Value,
                    "MIN" => numbers.Aggregate((a, b) => a!.Value.Against(b!.Value) <= 0 ? a : b)!.Value,
                    _ => numbers.Aggregate((a, b) => a!.Value.Against(b!.Value) >= 0 ? a : b)!.Value,
                });
            case Joined pair: return On(pair, value);
            default: throw new ArgumentOutOfRangeException(nameof(expression));
        }
    }

    private static Operand? On(Joined pair, Func<Reference, Operand> value)
    {
        // One side can be enough: "no children, or the mean per child is at least one" is true without children.
        if (On(pair.Left, value) is not { } left) return pair.Operator is "and" or "or" ? Decides(pair, On(pair.Right, value)) : null;
        if (Decides(pair, left) is { } decided) return decided;
        if (On(pair.Right, value) is not { } right) return null;
        var order = left.Kind == OperandKind.NUMBER ? left.Number.Against(right.Number)
            : left.Kind == OperandKind.TRUTH ? left.Truth.CompareTo(right.Truth) : string.CompareOrdinal(left.Text, right.Text);
        return pair.Operator switch
        {
            "+" => Operand.Of(left.Number + right.Number),
            "-" => Operand.Of(left.Number - right.Number),
            "*" => Operand.Of(left.Number * right.Number),
            "/" => left.Number / right.Number is { } quotient ? Operand.Of(quotient) : null,
            "and" or "or" => right,
            "=" => Operand.Of(order == 0),
            "<>" => Operand.Of(order != 0),
            "<" => Operand.Of(order < 0),
            "<=" => Operand.Of(order <= 0),
            ">" => Operand.Of(order > 0),
            _ => Operand.Of(order >= 0),
        };
    }

    private static Operand? Decides(Joined pair, Operand? side) =>
        (pair.Operator, side?.Truth) is ("and", false) or ("or", true) ? side : null;

    private static bool Comparable(OperandKind left, Expression leftSide, OperandKind right, Expression rightSide) =>
        left == right || (left == OperandKind.DATE && IsDate(rightSide)) || (right == OperandKind.DATE && IsDate(leftSide));

    private static bool IsDate(Expression side) => side is Constant { Value: { Kind: OperandKind.TEXT, Text: var text } } && DateOnly.TryParseExact(text, "yyyy-MM-dd", out _);

    private static OperandKind? Needs(Expression part, OperandKind kind, Func<Reference, OperandKind?> kindOf, ref string? fault)
    {
        var found = KindOf(part, kindOf, out fault);
        if (found is null || found == kind) return found;
        fault = $"{kind} ≠ {found}";
        return null;
    }

    private static IEnumerable<Reference> Walk(Expression expression, bool asked) => expression switch
    {
        Reading reading => [reading.Of],
        Given given => asked ? [given.Of] : [],
        _ => expression.Parts.SelectMany(p => Walk(p, asked)),
    };
}
