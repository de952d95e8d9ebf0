using Dapper;
using Datarun.Reports.Formulas;
using Datarun.Reports.Ledgers;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.LedgerEntries;

public static class ListEntries
{
    /// <summary>Entries of a ledger by unit, identifiers masked. Filters over protected fields go to <c>entries:search</c>.</summary>
    /// <param name="under">The place with everything below it; the caller's own where it is not given.</param>
    /// <param name="where">A filter over the fields, as in formulas: <c>income &lt; 5000 and kind in ('A', 'B')</c>.</param>
    /// <param name="on">As of this day; what holds now where it is not given.</param>
    public static Task<Results<Ok<Page<EntryView>>, Refused>> HandleAsync(
        string code, string? under, string? where, DateOnly? on, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel) =>
        ReadAsync(code, under, where, on, page, inAddress: true, caller, database, cancel);

    internal static async Task<Results<Ok<Page<EntryView>>, Refused>> ReadAsync(
        string code, string? under, string? where, DateOnly? on, PageQuery page, bool inAddress, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        var keys = page.Keys(2) ?? ["", Guid.Empty.ToString()];
        var id = PageQuery.IdOf(keys[1]);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var ledger = await FindLedger.MustAsync(code, connection, cancel);
        var place = EntryRights.MustSeePlace(caller, ledger, under);
        var parameters = new DynamicParameters(new { ledger.Id, place.Low, place.High, on, after = keys[0], entry = id, limit = page.Size + 1 });
        string filter;
        try
        {
            filter = Filter(ledger, where, inAddress, parameters);
        }
        catch (FormulaException fault)
        {
            return fault.At(inAddress ? "?where" : "/where");
        }
        var rows = await connection.QueryAsync<EntryRow>(new CommandDefinition(
            $"""
            SELECT {EntryRow.Columns} FROM ledger_entry e
            WHERE e.ledger = @Id AND e.unit >= @Low AND e.unit < @High AND {OnDay} AND {filter} AND (e.unit, e.id) > (@after, @entry)
            ORDER BY e.unit, e.id LIMIT @limit
            """, parameters, cancellationToken: cancel));
        return TypedResults.Ok(page.Of(rows.Select(r => r.View(ledger, masked: true)).ToList(), e => [e.Unit, e.Id.ToString()]));
    }

    /// <summary>What holds on <c>@on</c>, or now; of an event, what was not withdrawn.</summary>
    internal const string OnDay = "(CASE WHEN @on::date IS NULL THEN e.valid_to IS NULL ELSE e.valid_from <= @on::date AND (e.valid_to IS NULL OR e.valid_to >= @on::date) END)";

    private static string Filter(LedgerRow ledger, string? where, bool inAddress, DynamicParameters parameters)
    {
        if (string.IsNullOrWhiteSpace(where)) return "true";
        var tree = ReadFormula.Of(where);
        var filter = new RowFilter(ledger, new Operators(parameters), (field, name) =>
        {
            if (inAddress && field.IsProtected) throw new FormulaException(LedgerProblems.ProtectedInAddress, name.At, field.Code);
        });
        return Operators.Must(filter.Of(tree), ValueKind.BOOLEAN, tree).Sql;
    }
}
