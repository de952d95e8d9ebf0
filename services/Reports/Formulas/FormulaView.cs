namespace Datarun.Reports.Formulas;

/// <summary>How an element is derived.</summary>
/// <param name="Element">The element.</param>
/// <param name="Expression">The formula as its author wrote it.</param>
/// <param name="Ledgers">The ledgers that it reads.</param>
public sealed record FormulaView(string Element, string Expression, IReadOnlyList<string> Ledgers, int Version, DateTimeOffset ChangedAt)
{
    internal static FormulaView Of(FormulaRow row) => new(row.Code, row.Expression, row.Ledgers, row.Version, row.ChangedAt);
}
