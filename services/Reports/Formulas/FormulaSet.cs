using Datarun.Reports.Elements;
using Datarun.Reports.Expressions;
using Datarun.Reports.Ledgers;

namespace Datarun.Reports.Formulas;

/// <summary>Formulas with everything that they read by name.</summary>
/// <param name="Elements">All elements by code.</param>
/// <param name="Formulas">The formulas, and those of their operands, by element.</param>
/// <param name="Ledgers">The ledgers that they name.</param>
internal sealed record FormulaSet(
    IReadOnlyDictionary<string, Element> Elements, IReadOnlyDictionary<int, FormulaRow> Formulas, IReadOnlyDictionary<string, LedgerRow> Ledgers);

/// <summary>A formula as the table has it.</summary>
internal sealed record FormulaRow
{
    public const string Columns = "f.element, f.code, f.expression, f.ledgers, f.operands, f.version, f.changed_by, f.changed_at";

    private readonly Lazy<Expression> _tree;

    public FormulaRow() => _tree = new(() => ReadFormula.Of(Expression));

    public int Element { get; init; }
    public string Code { get; init; } = "";
    public string Expression { get; init; } = "";
    public string[] Ledgers { get; init; } = [];
    public int[] Operands { get; init; } = [];
    public int Version { get; init; }
    public string ChangedBy { get; init; } = "";
    public DateTimeOffset ChangedAt { get; init; }

    public Expression Tree => _tree.Value;

    /// <summary>Codes of the elements that it reads, of any period.</summary>
    public IReadOnlyList<string> Reads => [.. CompileFormulas.Elements(Tree).Select(n => n.Text).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
