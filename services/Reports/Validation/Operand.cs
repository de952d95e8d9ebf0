namespace Datarun.Reports.Validation;

/// <summary>What an operand is: a number, a text (of a choice too), a date or a yes or no.</summary>
public enum OperandKind { NUMBER, TEXT, DATE, TRUTH }

/// <summary>A value inside an expression.</summary>
/// <param name="IsMissing">Whether nothing, or nil, was given, and this stands for it.</param>
public readonly record struct Operand(OperandKind Kind, Rational Number = default, string Text = "", bool Truth = false, bool IsMissing = false)
{
    public static Operand Of(Rational number) => new(OperandKind.NUMBER, number);

    public static Operand Of(string text) => new(OperandKind.TEXT, Text: text);

    public static Operand Of(bool truth) => new(OperandKind.TRUTH, Truth: truth);

    /// <summary>What stands for a value that is missing and not skipped, and for a nil return: zero, no text, no.</summary>
    public static Operand Nothing(OperandKind kind) => new(kind, IsMissing: true);
}
