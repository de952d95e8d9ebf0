using System.Globalization;
using Datarun.Reports.Expressions;
using Datarun.Reports.Validation;

namespace Datarun.Reports.XlsForms;

/// <summary>Writes an expression of a validation rule as the XPath of XLSForms. Pure.</summary>
/// <param name="questions">The question and the type of each element of the form.</param>
internal sealed class WriteXPath(IReadOnlyDictionary<string, (string Name, string Type)> questions)
{
    /// <summary>The XPath; null for what it cannot say: other forms, other periods.</summary>
    /// <param name="self">The element that is <c>.</c>; null for none.</param>
    public string? Of(Expression expression, string? self = null) => expression switch
    {
        Constant { Value: { Kind: OperandKind.NUMBER, Number: var number } } => ((decimal)number.Numerator / (decimal)number.Denominator).ToString(CultureInfo.InvariantCulture),
        Constant { Value: { Kind: OperandKind.TEXT, Text: var text } } => text.Contains('\'', StringComparison.Ordinal) ? null : $"'{text}'",
        Constant { Value: { Kind: OperandKind.TRUTH, Truth: var truth } } => truth ? "true()" : "false()",
        Reading reading => Question(reading.Of, self) is not { } name ? null : questions[reading.Of.Element].Type == "BOOLEAN" ? $"{name} = 'yes'" : name,
        Given given => Question(given.Of, self) is { } name ? $"{name} != ''" : null,
        Prefixed prefixed => Of(prefixed.Operand, self) is { } inner ? prefixed.Operator == "not" ? $"not({inner})" : $"-({inner})" : null,
        Joined pair => Side(pair.Left, self) is { } left && Side(pair.Right, self) is { } right ? $"{left} {pair.Operator switch { "/" => "div", "<>" => "!=", var sign => sign }} {right}" : null,
        Call call => call.Arguments.Select(a => Of(a, self)).ToList() is var arguments && !arguments.Contains(null) ? $"{call.Function.ToLowerInvariant()}({string.Join(", ", arguments)})" : null,
        _ => null,
    };

    private string? Side(Expression side, string? self) => Of(side, self) is { } text ? side is Joined ? $"({text})" : text : null;

    private string? Question(Reference of, string? self) =>
        !of.IsNow ? null : of.Element == self ? "." : questions.TryGetValue(of.Element, out var question) ? $"${{{question.Name}}}" : null;
}
