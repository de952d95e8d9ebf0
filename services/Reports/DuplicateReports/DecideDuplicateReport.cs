using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.DuplicateReports;

public static class DecideDuplicateReport
{
    private const int LongestReason = 4000;

    /// <summary>What the authority finds.</summary>
    public enum Finding { CONFIRMED, DISMISSED }

    /// <summary>The decision.</summary>
    /// <param name="Outcome">CONFIRMED: the form is suspended until it is changed and admitted again. DISMISSED.</param>
    /// <param name="Reason">Why; everybody who sees the report sees it.</param>
    public sealed record Body(Finding Outcome, string Reason);

    /// <summary>Decides a report of a duplicate ask, as the same-level authority. Confirmed, the form is not asked for any more; what was asked already stays.</summary>
    public static async Task<Results<Ok<DuplicateReport>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var check = new Check().Required(body.Reason, "/reason", LongestReason, lines: true).That(Enum.IsDefined(body.Outcome), "/outcome", ReportsProblems.OutOfBounds);
        if (!check.Passes) return check.Refused;
        var row = await work.Connection.QuerySingleOrDefaultAsync<DuplicateReportRow>(new CommandDefinition(
            $"{DuplicateReportRow.Select} WHERE id = @id FOR UPDATE", new { id }, cancellationToken: cancel));
        if (row is null || !(caller.IsAdministrator || caller.Area == row.Area)) return DuplicateReportProblems.ReportUnknown.Refuse();
        if (caller.Unit == row.Department) return Decisions.DecisionProblems.DecidesOwnCase.Refuse();
        if (row.State != "OPEN") return DuplicateReportProblems.ReportDecided.Refuse();
        var decided = row with { State = body.Outcome.ToString(), Reason = Text.Clean(body.Reason), DecidedBy = caller.Unit, DecidedAt = clock.GetUtcNow() };
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE duplicate_report SET state = @State, reason = @Reason, decided_by = @DecidedBy, decided_at = @DecidedAt WHERE id = @Id;
            UPDATE form SET suspended_by = @Id WHERE code = @Form AND @State = 'CONFIRMED';
            """, decided, cancellationToken: cancel));
        return TypedResults.Ok(decided.View);
    }
}
