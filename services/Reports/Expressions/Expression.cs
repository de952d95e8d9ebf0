namespace Datarun.Reports.Expressions;

/// <summary>A formula, a filter of rows or a rule as a tree.</summary>
/// <param name="At">Where it begins in the text, from 1.</param>
public abstract record Expression(int At)
{
    /// <summary>The expressions that it is made of.</summary>
    public IEnumerable<Expression> Parts => this switch
    {
        Call call => call.Arguments,
        Prefixed prefixed => [prefixed.Operand],
        Joined joined => [joined.Left, joined.Right],
        OneOf oneOf => [oneOf.Operand],
        _ => [],
    };
}

/// <summary>A number, a text, or true or false.</summary>
public sealed record Literal(int At, object Value) : Expression(At);

/// <summary>A ledger, a field or an element.</summary>
public sealed record Name(int At, string Text) : Expression(At);

/// <summary>A function, in capitals, with its arguments.</summary>
public sealed record Call(int At, string Function, IReadOnlyList<Expression> Arguments) : Expression(At);

/// <summary>A minus before a number, or <c>not</c>.</summary>
public sealed record Prefixed(int At, string Operator, Expression Operand) : Expression(At);

/// <summary>Arithmetic (+ - * /), a comparison (= &lt;&gt; &lt; &lt;= &gt; &gt;=), <c>and</c> or <c>or</c>.</summary>
public sealed record Joined(int At, string Operator, Expression Left, Expression Right) : Expression(At);

/// <summary>Whether something is one of several constants.</summary>
public sealed record OneOf(int At, Expression Operand, IReadOnlyList<Literal> Choices) : Expression(At);
