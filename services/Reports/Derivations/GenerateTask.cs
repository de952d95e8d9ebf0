using Dapper;
using Datarun.Reports.Formulas;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Derivations;

public static class GenerateTask
{
    /// <summary>The form as it was generated.</summary>
    public sealed record Answer(string Task, string Form, string Unit, string Period, IReadOnlyList<DerivedCellView> Cells);

    /// <summary>
    /// 一键生成: computes every cell of the form that has a formula from the rows of the unit and of all units below it, and keeps the
    /// figures as values with the source LEDGER. A cell without data stays empty. Nothing is filed by it.
    /// </summary>
    public static async Task<Ok<Answer>> HandleAsync(
        string id, Caller caller, FindTask find, FindFormulas formulas, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var task = await find.OwnAsync(id, caller, work.Connection, cancel);
        List<Elements.Element> elements = [.. task.Form.Fields.Select(f => f.Element)];
        var (period, ids) = (task.Request.Period, elements.Select(e => e.Id).ToArray());
        await Derive.LockAsync(work.Connection, cancel);
        var set = await formulas.OfAsync(ids, [], work.Connection, cancel);
        var cells = (await Derive.RunAsync(set, elements, period, [task.Unit], work.Connection, cancel)).ToDictionary(c => c.Element.Id);
        await KeepDerived.RunAsync([.. cells.Values], period, clock.GetUtcNow(), work, cancel);
        var held = (await work.Connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT element, number, text, flag FROM value WHERE unit = @Unit AND element = ANY(@ids) AND period = @period AND source_kind <> 'LEDGER'",
            new { task.Unit, ids, period = period.ToString() }, cancellationToken: cancel))).ToDictionary(r => r.Element, r => r.Body);
        return TypedResults.Ok(new Answer(
            task.Id, task.Form.Code, task.Unit, period.ToString(), [.. elements.Select(e => View(e, cells.GetValueOrDefault(e.Id), held.TryGetValue(e.Id, out var other) ? other : null))]));
    }

    private static DerivedCellView View(Elements.Element element, DerivedCell? cell, ValueBody? held) =>
        held is { } other ? new(element.Code, element.Name, DerivedState.HELD, other.Json, null, cell?.Rows ?? 0)
        : cell is null ? new(element.Code, element.Name, DerivedState.NO_FORMULA, null, null, 0)
        : new(element.Code, element.Name, cell.Body is null ? DerivedState.EMPTY : DerivedState.COMPUTED, cell.Body?.Json, cell.Reason, cell.Rows);

    private sealed record Row
    {
        public int Element { get; init; }
        public decimal? Number { get; init; }
        public string? Text { get; init; }
        public bool? Flag { get; init; }

        public ValueBody Body => new(Number, Text, Flag);
    }
}
