using Dapper;
using Datarun.Contracts;
using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Formulas;

public static class PutFormula
{
    /// <summary>A formula.</summary>
    /// <param name="Expression">
    /// SUM, COUNT, AVG, MIN and MAX over a ledger: <c>SUM(ledger.field, filter)</c>, <c>COUNT(ledger, filter)</c>, <c>AVG(ledger.field, weight, filter)</c>;
    /// elements as <c>[code]</c>, of an earlier period as <c>PREVIOUS([code], 1)</c>; + - * /, comparisons, and, or, not, in, IF, IFEMPTY, ISEMPTY, ABS, ROUND.
    /// </param>
    public sealed record Body(string Expression);

    /// <summary>
    /// Says how an element of the caller's own is derived. It is read and checked at once, with the types of all that it names; what
    /// would come to depend on itself is refused. Tasks that are not filed, and periods that are not over, follow by themselves.
    /// </summary>
    public static async Task<Results<Created<FormulaView>, Ok<FormulaView>, Refused>> HandleAsync(
        string element, Body body, Caller caller, CatchUp catchUp, Catalogue catalogue, FindFormulas formulas, UnitOfWork work, TimeProvider clock,
        HttpContext context, CancellationToken cancel)
    {
        await catchUp.WithAsync(cancel, "exchange");
        if (!(await catalogue.ReadAsync(work.Connection, cancel)).ByCode.TryGetValue(element, out var about)) return ReportsProblems.ElementUnknown.At("?element");
        if (!caller.Covers(about.Source)) return ReportsProblems.NotTheSource.At("?element", about.Source);
        await work.TakeTurnAsync("formulas", cancel);
        var before = await work.Connection.QuerySingleOrDefaultAsync<FormulaRow>(new CommandDefinition(
            $"SELECT {FormulaRow.Columns} FROM formula f WHERE f.element = @Id", about, cancellationToken: cancel));
        ETags.Match(context, before?.Version ?? 0);
        FormulaRow row;
        try
        {
            row = await CheckAsync(about, body.Expression, before, caller, formulas, clock, work.Connection, cancel);
        }
        catch (FormulaException fault)
        {
            return fault.At("/expression");
        }
        if (await CycleAsync(row, formulas, work.Connection, cancel) is { } cycle) return FormulaProblems.Cycle.At("/expression", string.Join(" → ", cycle)).With("cycle", cycle);
        var same = before?.Expression == row.Expression;
        if (!same)
        {
            await work.Connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO formula (element, code, expression, ledgers, operands, version, changed_by, changed_at)
                VALUES (@Element, @Code, @Expression, @Ledgers, @Operands, @Version, @ChangedBy, @ChangedAt)
                ON CONFLICT (element) DO UPDATE SET expression = excluded.expression, ledgers = excluded.ledgers, operands = excluded.operands,
                    version = excluded.version, changed_by = excluded.changed_by, changed_at = excluded.changed_at;
                INSERT INTO formula_version SELECT * FROM formula WHERE element = @Element;
                UPDATE catalogue SET stamp = stamp + 1;
                """, row, cancellationToken: cancel));
            work.Publish(new FormulaChanged(row.Code, row.Version, row.Reads));
        }
        var view = FormulaView.Of(same ? before! : row);
        ETags.Give(context, view.Version);
        return before is null ? TypedResults.Created($"/api/reports/v1/formulas/{element}", view) : TypedResults.Ok(view);
    }

    /// <summary>What is derived is shared as its own element is, so it opens nothing that its department could not give away by itself.</summary>
    private static bool MayRead(Element about, Element read) => !read.IsCitizenId && (read.Source == about.Source || read.SharingClass == "UNCONDITIONAL");

    private static async Task<FormulaRow> CheckAsync(
        Element about, string expression, FormulaRow? before, Caller caller, FindFormulas formulas, TimeProvider clock, NpgsqlConnection connection, CancellationToken cancel)
    {
        var tree = ReadFormula.Of(expression);
        var set = await formulas.OfAsync([], CompileFormulas.Names(tree).Select(n => n.Text.Split('.')[0]), connection, cancel);
        var compile = new CompileFormulas(set, Period.Of(about.Frequency, clock.Today()));
        compile.Add(about, tree);
        foreach (var name in CompileFormulas.Names(tree).Where(n => set.Elements.TryGetValue(n.Text, out var read) && !MayRead(about, read)))
            throw new FormulaException(FormulaProblems.ElementNotOpen, name.At, name.Text);
        return new FormulaRow
        {
            Element = about.Id, Code = about.Code, Expression = expression, Ledgers = [.. compile.Ledgers], Operands = [.. compile.Operands],
            Version = (before?.Version ?? 0) + 1, ChangedBy = caller.Client, ChangedAt = clock.GetUtcNow(),
        };
    }

    /// <summary>The way from a formula over its operands back to itself; null where there is none.</summary>
    private static async Task<IReadOnlyList<string>?> CycleAsync(FormulaRow row, FindFormulas formulas, NpgsqlConnection connection, CancellationToken cancel)
    {
        var known = (await formulas.OfAsync(row.Operands, [], connection, cancel)).Formulas;
        var (way, done) = (new List<string> { row.Code }, new HashSet<int>());
        bool Leads(FormulaRow from)
        {
            foreach (var next in from.Operands)
            {
                if (next != row.Element && (!known.TryGetValue(next, out var _) || !done.Add(next))) continue;
                way.Add(next == row.Element ? row.Code : known[next].Code);
                if (next == row.Element || Leads(known[next])) return true;
                way.RemoveAt(way.Count - 1);
            }
            return false;
        }
        return Leads(row) ? way : null;
    }
}
