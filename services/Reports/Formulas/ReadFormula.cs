using Datarun.Reports.Expressions;

namespace Datarun.Reports.Formulas;

/// <summary>Reads the text of a formula, or of a filter of rows.</summary>
public static class ReadFormula
{
    private const int Longest = 4000;

    /// <summary>The tree; throws a <see cref="FormulaException"/> that names the character at fault.</summary>
    public static Expression Of(string text)
    {
        try
        {
            return ReadExpression.Of(text, Longest);
        }
        catch (ExpressionException fault)
        {
            throw new FormulaException(fault.IsTooLarge ? FormulaProblems.TooLarge : FormulaProblems.SyntaxWrong, fault.At, fault.Detail);
        }
    }
}
