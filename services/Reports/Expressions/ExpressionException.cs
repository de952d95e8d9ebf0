namespace Datarun.Reports.Expressions;

/// <summary>A text that is no expression.</summary>
/// <param name="at">The character at fault, from 1.</param>
/// <param name="detail">What would be right there.</param>
/// <param name="isTooLarge">Whether it is only too long or too deeply nested.</param>
public sealed class ExpressionException(int at, string detail, bool isTooLarge = false) : Exception($"{at}: {detail}")
{
    public int At => at;

    public string Detail => detail;

    public bool IsTooLarge => isTooLarge;
}
