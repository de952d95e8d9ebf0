using Datarun.Reports.Expressions;
using Datarun.Reports.Ledgers;

namespace Datarun.Reports.Formulas;

/// <summary>Expressions over the fields of one ledger, as SQL about a row <c>e</c> of ledger_entry.</summary>
/// <param name="may">Called for each field that is read, to refuse what may not be.</param>
internal sealed class RowFilter(LedgerRow ledger, Operators operators, Action<LedgerField, Name>? may = null)
{
    public Fragment Of(Expression expression) => expression switch
    {
        Literal literal => operators.Constant(literal),
        Name name => Field(name),
        Prefixed prefixed => operators.Apply(prefixed, Of(prefixed.Operand)),
        Joined joined => operators.Apply(joined, Of(joined.Left), Of(joined.Right)),
        OneOf oneOf => operators.Apply(oneOf, Of(oneOf.Operand)),
        Call { Function: "ISEMPTY", Arguments: [var of] } => new($"({Of(of).Sql} IS NULL)", ValueKind.BOOLEAN),
        Call call => throw new FormulaException(FormulaProblems.NameUnknown, call.At, $"{call.Function}: ISEMPTY(x)"),
        _ => throw new InvalidOperationException("No such expression."),
    };

    private Fragment Field(Name name)
    {
        var code = name.Text.StartsWith(ledger.Code + ".", StringComparison.Ordinal) ? name.Text[(ledger.Code.Length + 1)..] : name.Text;
        if (!ledger.Fields.TryGetValue(code, out var known)) throw new FormulaException(FormulaProblems.NameUnknown, name.At, $"{ledger.Code}.{code}");
        may?.Invoke(known.Field, name);
        var p = operators.Parameter(code);
        // An old interval may hold what the schema has no more: only what is of the type is read.
        return known.Field.Type switch
        {
            FieldType.INTEGER or FieldType.DECIMAL => new($"(CASE jsonb_typeof(e.data -> {p}) WHEN 'number' THEN (e.data ->> {p})::numeric END)", ValueKind.NUMBER, known.Field.Type == FieldType.INTEGER),
            FieldType.BOOLEAN => new($"(CASE jsonb_typeof(e.data -> {p}) WHEN 'boolean' THEN (e.data ->> {p})::boolean END)", ValueKind.BOOLEAN),
            FieldType.DATE => new($"(e.data ->> {p})", ValueKind.DATE),
            _ => new($"(e.data ->> {p})", ValueKind.TEXT, Choices: known.Field.Choices),
        };
    }
}
