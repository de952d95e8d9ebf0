using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Validation;

/// <summary>What an operand is: a number, a text (of a choice too), a date or a yes or no.</summary>
public enum OperandKind { NUMBER, TEXT, DATE, TRUTH }

/// <summary>A value inside an expression.</summary>
/// <param name="IsMissing">Whether nothing, or nil, was given, and this stands for it.</param>
public readonly record struct Operand(OperandKind Kind, Rational Number = default, string Text = "", bool Truth = false, bool IsMissing = false)
{
    public static Operand Of(Rational number) => new(OperandKind.NUMBER, number);

    public static Operand Of(bool truth) => new(OperandKind.TRUTH, Truth: truth);

    /// <summary>What stands for a value that is missing and not skipped, and for a nil return: zero, no text, no.</summary>
    public static Operand Nothing(OperandKind kind) => new(kind, IsMissing: true);
}

/// <summary>An element, of the filing's own period or of an earlier one.</summary>
/// <param name="Element">Its code.</param>
/// <param name="Back">How many periods earlier; 0 for the same.</param>
/// <param name="LastYear">The same period a year earlier.</param>
public sealed record Reference(string Element, int Back = 0, bool LastYear = false)
{
    private const int DaysOf52Weeks = 364;

    /// <summary>Whether it is about the filing's own period.</summary>
    public bool IsNow => Back == 0 && !LastYear;

    /// <summary>The period that it is about; null where that lies before all periods.</summary>
    public Period? From(Period period)
    {
        if (LastYear) return At(period.Kind == Frequency.WEEKLY ? period.Start.AddDays(-DaysOf52Weeks) : period.Start.AddYears(-1));
        Period? at = period;
        for (var i = 0; i < Back && at is { } later; i++) at = At(later.Start.AddDays(-1));
        return at;

        Period? At(DateOnly day) => Period.TryParse(Period.Of(period.Kind, day).ToString(), out var read) ? read : null;
    }

    public override string ToString() => LastYear ? $"lastYear({Element})" : Back == 0 ? Element : Back == 1 ? $"prev({Element})" : $"prev({Element}, {Back})";
}

/// <summary>A parsed expression: a tree.</summary>
public abstract record Expression;

/// <summary>A number or text that stands in the rule.</summary>
public sealed record Literal(Operand Value) : Expression;

/// <summary>The value of an element.</summary>
public sealed record Reading(Reference Of) : Expression;

/// <summary><c>given(x)</c>: whether there is such a value, and not nil.</summary>
public sealed record Given(Reference Of) : Expression;

/// <summary><c>-x</c> or <c>not x</c>.</summary>
public sealed record Opposite(Expression Inner, bool Truth) : Expression;

/// <summary>Two sides: + - * /, a comparison, <c>and</c>, <c>or</c>.</summary>
public sealed record Pair(string Operator, Expression Left, Expression Right) : Expression;

/// <summary><c>abs</c>, <c>min</c> or <c>max</c>.</summary>
public sealed record Call(string Function, IReadOnlyList<Expression> Arguments) : Expression;
