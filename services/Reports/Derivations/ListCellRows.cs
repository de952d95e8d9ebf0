using System.Globalization;
using System.Text.Json;
using Dapper;
using Datarun.Reports.Formulas;
using Datarun.Reports.LedgerEntries;
using Datarun.Reports.Places;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Derivations;

public static class ListCellRows
{
    /// <summary>A row of a ledger behind a figure.</summary>
    /// <param name="Term">The number of the SUM, COUNT, AVG, MIN or MAX within the formula, from 1.</param>
    /// <param name="Function">Which of them it is.</param>
    /// <param name="Contribution">What the row puts in; 1 for a count.</param>
    /// <param name="Weight">Of a weighted average: its weight.</param>
    /// <param name="Values">The row; identifiers masked.</param>
    public sealed record Item(
        int Term, string Function, string Ledger, Guid Entry, string Unit, int Version, DateOnly? ValidFrom, JsonElement Contribution, JsonElement? Weight, JsonElement Values);

    /// <summary>Opens a cell: the ledger rows that its figure is made of, by term, unit and entry. For those who may see the unit's ledger.</summary>
    public static async Task<Results<Ok<Page<Item>>, Refused>> HandleAsync(
        string id, string element, [AsParameters] PageQuery page, Caller caller, FindTask find, FindFormulas formulas, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await find.ByIdAsync(id, connection, cancel) is not { } task) return ReportsProblems.TaskUnknown.Refuse();
        if (task.Form.Fields.FirstOrDefault(f => f.Element.Code == element)?.Element is not { } about) return ReportsProblems.ElementNotOnForm.At("?element");
        var keys = page.Keys(3) ?? ["-1", "", Guid.Empty.ToString()];
        if (!int.TryParse(keys[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var term) || !Guid.TryParse(keys[2], out var entry))
            throw CommonProblems.CursorInvalid.At("?after").AsException();
        var set = await formulas.OfAsync([about.Id], [], connection, cancel);
        if (!set.Formulas.TryGetValue(about.Id, out var formula))
        {
            if (!caller.Covers(task.Request.Department)) caller.MustCover(task.Unit);
            return FormulaProblems.FormulaUnknown.At("?element");
        }
        var compile = new CompileFormulas(set, task.Request.Period);
        compile.Add(about, formula.Tree);
        foreach (var ledger in compile.Terms.Select(t => t.Ledger).DistinctBy(l => l.Code)) EntryRights.MustSee(caller, ledger, task.Unit);
        if (compile.Terms.Count == 0)
        {
            caller.MustCover(task.Unit);
            return TypedResults.Ok(new Page<Item>([], null));
        }
        var (place, parameters) = (Place.Read(task.Unit)!, compile.Parameters);
        parameters.AddDynamicParams(new { place.Low, place.High, afterTerm = term, afterUnit = keys[1], afterEntry = entry, limit = page.Size + 1 });
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT * FROM ({string.Join("\nUNION ALL\n", compile.Terms.Select(Rows))}) r
            WHERE (term, unit, id) > (@afterTerm, @afterUnit, @afterEntry) ORDER BY term, unit, id LIMIT @limit
            """, parameters, cancellationToken: cancel));
        var items = rows.Select(r => r.Item(compile.Terms[r.Term])).ToList();
        return TypedResults.Ok(page.Of(items, i => [(i.Term - 1).ToString(CultureInfo.InvariantCulture), i.Unit, i.Entry.ToString()]));
    }

    private static string Rows(Term term) =>
        $"""
        SELECT {term.Index} AS term, e.unit, e.id, e.version, e.valid_from, e.data, {(term.Kind == ValueKind.NUMBER ? Shown(term.Amount) : term.Amount)} AS amount, {Shown(term.Weight ?? "NULL")} AS weight
        FROM ledger_entry e WHERE e.ledger = {term.Ledger.Id} AND e.unit >= @Low AND e.unit < @High AND {term.Contributes}
        """;

    /// <summary>As text, because a product of fields may be larger than any number here.</summary>
    private static string Shown(string number) => $"trim_scale(round(({number})::numeric, 10))::text";

    private sealed record Row
    {
        public int Term { get; init; }
        public string Unit { get; init; } = "";
        public Guid Id { get; init; }
        public int Version { get; init; }
        public DateOnly ValidFrom { get; init; }
        public string Data { get; init; } = "{}";
        public string Amount { get; init; } = "";
        public string? Weight { get; init; }

        public Item Item(Term term) => new(
            Term + 1, term.Function, term.Ledger.Code, Id, Unit, Version, EntryRow.DayOrNull(ValidFrom), term.Kind == ValueKind.NUMBER ? JsonElement.Parse(Amount) : JsonSerializer.SerializeToElement(Amount),
            Weight is null ? null : JsonElement.Parse(Weight), EntryRow.Mask(term.Ledger, Data));
    }
}
