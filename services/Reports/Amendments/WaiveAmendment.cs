using Dapper;
using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Amendments;

public static class WaiveAmendment
{
    private const int LongestReason = 1000;

    /// <summary>Why the filing need not be amended.</summary>
    public sealed record Body(string Reason);

    /// <summary>
    /// Waives an amendment: the filing stays as it is, for a reason that is kept with who gave it and when. By the unit that filed or a place above it, or by the
    /// department that asked. The same once more changes nothing; what is amended or waived already is refused with 409 AMENDMENT_CLOSED.
    /// </summary>
    public static async Task<Results<Ok<Amendment>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, Catalogue catalogue, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var check = new Check().Required(body.Reason, "/reason", LongestReason, lines: true);
        if (!check.Passes) return check.Refused;
        var row = await FindAmendment.ByIdAsync(id, caller, work.Connection, cancel, toChange: true);
        var element = (await catalogue.ReadAsync(work.Connection, cancel)).ById[row.Element];
        var (reason, now) = (Text.Clean(body.Reason)!, clock.GetUtcNow());
        if (row.State == nameof(AmendmentState.OPEN))
        {
            await work.Connection.ExecuteAsync(new CommandDefinition(
                "UPDATE filing_amendment SET waived_at = @now, waived_by = @Unit, waived_client = @Client, waiver_reason = @reason WHERE id = @id",
                new { id, now, caller.Unit, caller.Client, reason }, cancellationToken: cancel));
            row = row with { State = nameof(AmendmentState.WAIVED), WaivedAt = now, WaivedBy = caller.Unit, WaiverReason = reason };
        }
        else if (row.State == nameof(AmendmentState.AMENDED) || (row.WaivedBy, row.WaiverReason) != (caller.Unit, reason))
        {
            return AmendmentProblems.AmendmentClosed.Refuse().With("amendment", row.View(element, caller));
        }
        return TypedResults.Ok(row.View(element, caller));
    }
}
