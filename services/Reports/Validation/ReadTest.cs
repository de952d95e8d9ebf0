using Datarun.Reports.Expressions;

namespace Datarun.Reports.Validation;

/// <summary>
/// Reads what a rule tests, such as <c>[a.b] + c.d &lt;= prev(c.d) * 1.5</c>. Names are elements: <c>prev(x)</c>, <c>prev(x, n)</c> and <c>lastYear(x)</c> of an earlier
/// period; <c>given(x)</c> and <c>isEmpty(x)</c> ask whether there is a value; <c>abs</c>, <c>min</c>, <c>max</c>, <c>if(c, a, b)</c>. Pure.
/// </summary>
public static class ReadTest
{
    /// <summary>Longest expression, in characters.</summary>
    public const int Longest = 1000;

    private const int MostBack = 60;

    /// <summary>The tree; null with the fault, and where it is, for what is none.</summary>
    public static Expression? Try(string text, out string? fault)
    {
        try
        {
            fault = null;
            return Of(ReadExpression.Of(text, Longest));
        }
        catch (ExpressionException error)
        {
            fault = error.Message;
            return null;
        }
    }

    /// <summary>The same with elements for names and with constants that can be computed with.</summary>
    private static Expression Of(Expression read) => read switch
    {
        Literal literal => new Constant(literal.At, literal.Value switch { decimal number => Operand.Of(Rational.Of(number)), bool flag => Operand.Of(flag), var text => Operand.Of((string)text) }),
        Name name => new Reading(name.At, new Reference(name.Text)),
        Prefixed prefixed => prefixed with { Operand = Of(prefixed.Operand) },
        Joined joined => joined with { Left = Of(joined.Left), Right = Of(joined.Right) },
        OneOf { Operand: var of, At: var at } oneOf => oneOf.Choices.Select(c => new Joined(at, "=", Of(of), Of(c))).Aggregate((one, other) => new Joined(at, "or", one, other)),
        Call { Function: "PREVIOUS", Arguments: [Name name] } => new Reading(read.At, new Reference(name.Text, 1)),
        Call { Function: "PREVIOUS", Arguments: [Name name, Literal { Value: decimal and >= 1 and <= MostBack and var back }] } when decimal.IsInteger(back) =>
            new Reading(read.At, new Reference(name.Text, (int)back)),
        Call { Function: "LASTYEAR", Arguments: [Name name] } => new Reading(read.At, new Reference(name.Text, LastYear: true)),
        Call { Function: "GIVEN", Arguments: [Name name] } => new Given(read.At, new Reference(name.Text)),
        Call { Function: "ISEMPTY", Arguments: [Name name] } => new Prefixed(read.At, "not", new Given(read.At, new Reference(name.Text))),
        Call { Function: "ABS", Arguments: [_] } or Call { Function: "MIN" or "MAX", Arguments: [_, ..] } or Call { Function: "IF", Arguments: [_, _, _] } =>
            (Call)read with { Arguments = [.. read.Parts.Select(Of)] },
        _ => throw new ExpressionException(read.At, $"prev(x[, 1–{MostBack}]) lastYear(x) given(x) isEmpty(x) abs(a) min(a, …) max(a, …) if(c, a, b)"),
    };
}
