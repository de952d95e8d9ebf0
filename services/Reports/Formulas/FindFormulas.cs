using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Expressions;
using Datarun.Reports.Ledgers;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Reports.Formulas;

/// <summary>Reads formulas together with those of the elements that they read.</summary>
public sealed class FindFormulas(Catalogue catalogue, TimeProvider clock)
{
    /// <summary>The formulas of these elements, of their operands, and the ledgers of all; beside them the further ledgers that are named.</summary>
    internal async Task<FormulaSet> OfAsync(int[] elements, IEnumerable<string> ledgers, NpgsqlConnection connection, CancellationToken cancel)
    {
        var known = await catalogue.ReadAsync(connection, cancel);
        var rows = (await connection.QueryAsync<FormulaRow>(new CommandDefinition(
            $"""
            WITH RECURSIVE needed AS (
                SELECT unnest(@elements) AS element
                UNION SELECT unnest(f.operands) FROM needed n JOIN formula f ON f.element = n.element)
            SELECT {FormulaRow.Columns} FROM formula f JOIN needed USING (element)
            """, new { elements }, cancellationToken: cancel))).ToDictionary(f => f.Element);
        var codes = rows.Values.SelectMany(f => f.Ledgers).Concat(ledgers).Distinct(StringComparer.Ordinal).ToArray();
        return new FormulaSet(known.ByCode, rows, await FindLedger.ByCodesAsync(codes, connection, cancel));
    }

    /// <summary>All formulas, by the elements that they derive.</summary>
    internal static async Task<IReadOnlyCollection<(string Element, Expression Tree)>> AllAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        (await connection.QueryAsync<FormulaRow>(new CommandDefinition($"SELECT {FormulaRow.Columns} FROM formula f", cancellationToken: cancel))).Select(f => (f.Code, f.Tree)).ToList();

    /// <summary>Elements whose formulas read one of the ledgers, and these elements; themselves or by way of others.</summary>
    internal static async Task<int[]> ReadingAsync(string[] ledgers, string[] elements, NpgsqlConnection connection, CancellationToken cancel) =>
        (await connection.QueryAsync<int>(new CommandDefinition(
            """
            WITH RECURSIVE reading AS (
                SELECT element FROM formula WHERE ledgers && @ledgers OR code = ANY(@elements)
                UNION SELECT f.element FROM reading r JOIN formula f ON r.element = ANY(f.operands))
            SELECT element FROM reading
            """, new { ledgers, elements }, cancellationToken: cancel))).ToArray();

    /// <summary>The refusal of a schema without something that a formula reads; null when all formulas still hold.</summary>
    internal async Task<Refused?> RefuseChangeAsync(LedgerRow changed, NpgsqlConnection connection, CancellationToken cancel)
    {
        var direct = (await connection.QueryAsync<int>(new CommandDefinition(
            "SELECT element FROM formula WHERE @Code = ANY(ledgers)", changed, cancellationToken: cancel))).ToArray();
        if (direct.Length == 0) return null;
        var set = await OfAsync(direct, [], connection, cancel);
        set = set with { Ledgers = new Dictionary<string, LedgerRow>(set.Ledgers, StringComparer.Ordinal) { [changed.Code] = changed } };
        var broken = direct.Select(e => set.Formulas[e]).Where(f => Fault(set, f) is not null).Select(f => f.Code).Order(StringComparer.Ordinal).ToList();
        return broken.Count == 0 ? null : LedgerProblems.FieldInFormula.Refuse().With("formulas", broken);
    }

    private FormulaException? Fault(FormulaSet set, FormulaRow formula)
    {
        try
        {
            var element = set.Elements[formula.Code];
            new CompileFormulas(set, Period.Of(element.Frequency, clock.Today())).Add(element, formula.Tree);
            return null;
        }
        catch (FormulaException fault)
        {
            return fault;
        }
    }
}
