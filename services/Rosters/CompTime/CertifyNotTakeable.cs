using Datarun.Rosters.Overtime;
using Datarun.Rosters.People;
using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Rosters.CompTime;

internal static class CertifyNotTakeable
{
    /// <summary>That time off cannot be taken.</summary>
    /// <param name="Reason">Why not, up to 200 characters.</param>
    /// <param name="By">Opaque id of the person who certifies it, registered here; never the one who worked.</param>
    /// <param name="Minutes">For how much of what is left of the entry; all of it where this is left out.</param>
    public sealed record Body(string Reason, Guid By, int? Minutes = null);

    /// <summary>
    /// Certifies that time off owed for an entry cannot be taken; only that makes an allowance claim of it (公务员法 第82条), at the national rate where one is configured. The multiples of labour law do
    /// not apply to civil servants.
    /// </summary>
    /// <param name="id">Id of the overtime entry for which it is owed.</param>
    public static async Task<Results<Created<AllowanceClaimAnswer>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, RostersDb db, UnitOfWork work, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        if (await DecideOvertime.LockAsync(db, work.Connection, id, cancel) is not { } entry) return RostersProblems.CreditUnknown.Refuse();
        await PeopleInArea.MustCoverAsync(work.Connection, caller, entry.Unit, cancel);
        if (entry.State != OvertimeState.APPROVED) return RostersProblems.CreditUnknown.Refuse();
        var check = new Check();
        var reason = NameText.In(check, body.Reason, "/reason");
        if (!check.Passes) return check.Refused;
        if (await DecideOvertime.RefuseDeciderAsync(db, entry, body.By, cancel) is { } refused) return refused;
        if (entry.Provisional) return RostersProblems.CompTimeProvisional.Refuse();
        if (entry.LastOn > clock.Today()) return RostersProblems.CompTimeNotYetWorked.Refuse();
        var minutes = body.Minutes ?? entry.Left;
        if (minutes < 1 || minutes > entry.Left) return RostersProblems.CompTimeExceeded.At("/minutes", $"1–{entry.Left}").With("owed", entry.Left);

        entry.Converted += minutes;
        var claim = db.AllowanceClaims.Add(new AllowanceClaim
        {
            Id = Guid.CreateVersion7(), Person = entry.Person, Entry = id, Unit = entry.Unit, Day = entry.Day, Minutes = minutes, Reason = reason, CertifiedBy = body.By, CertifiedAt = clock.GetUtcNow(),
        }).Entity;
        return TypedResults.Created("/api/rosters/v1/allowance-claims", AllowanceClaimAnswer.Of(claim, rules));
    }
}
