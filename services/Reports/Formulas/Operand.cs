using Datarun.Reports.Expressions;

namespace Datarun.Reports.Formulas;

/// <summary>An element that a formula reads.</summary>
/// <param name="Back">How many periods before the formula's own; 0 for the same.</param>
public readonly record struct Operand(string Element, int Back)
{
    /// <summary>All elements that a formula reads; what its aggregates read of ledgers is not among them.</summary>
    public static IEnumerable<Operand> Of(Expression formula) => formula switch
    {
        Name name => [new(name.Text, 0)],
        Call { Function: "PREVIOUS", Arguments: [Name name] } => [new(name.Text, 1)],
        Call { Function: "PREVIOUS", Arguments: [Name name, Literal { Value: decimal back }] } => [new(name.Text, (int)back)],
        Call call when CompileFormulas.Aggregates.Contains(call.Function) => [],
        _ => formula.Parts.SelectMany(Of),
    };
}
