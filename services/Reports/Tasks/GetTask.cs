using Datarun.Reports.Masking;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Masking;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Tasks;

public static class GetTask
{
    /// <summary>A task with what is known for each cell and from where.</summary>
    /// <param name="DueOn">The last day that holds for this unit, extensions included.</param>
    /// <param name="Awaiting">The level that reviews next, while IN_REVIEW.</param>
    /// <param name="Reason">Why it was returned, refused or recalled.</param>
    /// <param name="Steps">Everything that happened to it, oldest first.</param>
    public sealed record Answer(
        string Id, string Form, string Title, string Unit, string Period, DateOnly DueOn, TaskState State, int? FilingVersion, IReadOnlyList<CellView> Cells,
        DivisionLevel? Awaiting, string? Reason, IReadOnlyList<TaskStep> Steps);

    /// <summary>One cell.</summary>
    /// <param name="Value">What is known: a number, text or boolean, in the form's mask; null for nil, where the mask is NONE, and for a department, which sees states and sources here, and values by filings and Exchange.</param>
    /// <param name="Source">Where it is from.</param>
    public sealed record CellView(string Element, string Name, string Type, CellState State, bool Required,
        ValueBody? Value, CellSource? Source, MaskingProfile Mask);

    /// <summary>Where a value is from.</summary>
    /// <param name="Kind">FILING, SYSTEM, LEDGER, CORRECTION, STANDING_NIL for one answered by a declaration, or ROLL_UP for one computed from the units below.</param>
    public sealed record CellSource(string Kind, string Id, string By, DateTimeOffset At, string Period);

    /// <summary>A task: what is asked of a unit, filled in with everything that is known about the unit, whatever its sharing class.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        string id, Caller caller, FindTask find, NpgsqlDataSource database, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await find.OpenAsync(id, clock.Today(), connection, cancel) is not var (task, cells, steps)) return ReportsProblems.TaskUnknown.Refuse();
        // A department sees its own tasks, and in them what reaches it anyway is for Exchange to say: it sees states, not values.
        var own = caller.Is(Role.REPORTER) && caller.Covers(task.Unit);
        if (!own && !caller.Covers(task.Request.Department)) caller.MustCover(task.Unit);
        var version = steps.Where(s => s.Kind == "FILED").Max(s => s.FilingVersion);
        ETags.Give(context, version ?? 0);
        return TypedResults.Ok(new Answer(
            task.Id, task.Form.Code, task.Form.Body.Title, task.Unit, task.Request.Period.ToString(), task.Request.DueOn,
            task.Standing.State(version is not null, IsComplete(cells)), version, [.. cells.Zip(task.Form.Fields, (c, f) => View(c, own, f.Profile))],
            task.Standing.IsRecalled ? null : task.Standing.Awaiting, task.Standing.Reason, steps));
    }

    /// <summary>Whether nothing is left to type: every required cell is known, or every cell where none is required.</summary>
    public static bool IsComplete(IReadOnlyList<Cell> cells) =>
        cells.Any(c => c.Required) ? cells.All(c => !c.Required || c.IsDelivered) : cells.All(c => c.IsDelivered);

    private static CellView View(Cell cell, bool values, MaskingProfile mask) => new(
        cell.Element.Code, cell.Element.Name, cell.Element.Type, cell.State, cell.Required, values && cell.Held is { } shown ? mask.Show(shown.Body) : null,
        cell.Held is { } held ? new CellSource(held.Kind, held.Id == Guid.Empty ? "" : held.Id.ToString(), held.By, held.At, held.Period) : null, mask);
}
