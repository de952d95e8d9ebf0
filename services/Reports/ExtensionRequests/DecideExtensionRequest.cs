using Dapper;
using Datarun.Reports.Requests;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.ExtensionRequests;

public static class DecideExtensionRequest
{
    private const int LongestReason = 1000;

    /// <summary>What the department says.</summary>
    public enum Answer { CONSENTED, DECLINED }

    /// <summary>The decision.</summary>
    /// <param name="Outcome">CONSENTED: the day that the unit asked for holds for its task. DECLINED.</param>
    /// <param name="Reason">Why; the unit reads it.</param>
    public sealed record Body(Answer Outcome, string Reason);

    /// <summary>
    /// Decides a unit's request for more time, as the department that asked. Once: the same decision again changes nothing, another is refused.
    /// With its consent the later day holds for deadline, reminders, timeliness and calendars, as one that the department gave by itself.
    /// </summary>
    public static async Task<Results<Ok<ExtensionRequest>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var check = new Check().Required(body.Reason, "/reason", LongestReason, lines: true).That(Enum.IsDefined(body.Outcome), "/outcome", ReportsProblems.OutOfBounds);
        if (!check.Passes) return check.Refused;
        var row = await work.Connection.QuerySingleOrDefaultAsync<ExtensionRequestRow>(new CommandDefinition(
            $"{ExtensionRequestRow.Select} WHERE q.id = @id FOR UPDATE OF q", new { id }, cancellationToken: cancel));
        if (row is null) return ExtensionRequestProblems.RequestUnknown.Refuse();
        caller.MustCover(row.Department);
        var state = body.Outcome.ToString();
        if (row.State != nameof(ExtensionState.OPEN))
            return row.State == state ? TypedResults.Ok(row.View) : ExtensionRequestProblems.AlreadyDecided.Refuse().With("extensionRequest", row.View);
        var now = clock.GetUtcNow();
        if (body.Outcome == Answer.CONSENTED && await ConsentAsync(row, caller, clock, work, cancel) is { } refused) return refused;
        row = row with { State = state, DecisionReason = Text.Clean(body.Reason), DecidedAt = now };
        await work.Connection.ExecuteAsync(new CommandDefinition(
            "UPDATE extension_request SET state = @State, decision_reason = @DecisionReason, decided_by = @by, decided_client = @Client, decided_at = @DecidedAt WHERE id = @Id",
            new { row.Id, row.State, row.DecisionReason, by = caller.Unit, caller.Client, row.DecidedAt }, cancellationToken: cancel));
        return TypedResults.Ok(row.View);
    }

    private static async Task<Refused?> ConsentAsync(ExtensionRequestRow row, Caller caller, TimeProvider clock, UnitOfWork work, CancellationToken cancel)
    {
        var part = await FindRequest.OwnPartAsync(row.Request, row.Unit, caller, work.Connection, cancel);
        var standing = await KeepExtension.StandingAsync(part, work, cancel);
        if (standing.RecalledFor is { } why) return RequestsProblems.TaskRecalled.Refuse().Saying(why);
        if (row.DueOn <= standing.DueOn || row.DueOn < clock.Today()) return RequestsProblems.NotLater.At("/outcome", $"{row.DueOn:yyyy-MM-dd}").With("dueOn", standing.DueOn);
        await KeepExtension.RunAsync(row.Id, part, row.DueOn, row.Reason, caller.Client, clock.GetUtcNow(), work, cancel);
        return null;
    }
}
