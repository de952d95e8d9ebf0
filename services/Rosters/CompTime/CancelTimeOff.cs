using Datarun.Rosters.People;
using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.CompTime;

internal static class CancelTimeOff
{
    /// <summary>Why time off is called off.</summary>
    /// <param name="Reason">Up to 200 characters.</param>
    public sealed record Body(string Reason);

    /// <summary>Calls time off off: what it took is owed again. It stays on record with the reason; once more changes nothing.</summary>
    public static async Task<Results<Ok<TimeOffAnswer>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, RostersDb db, UnitOfWork work, HttpContext context, CancellationToken cancel)
    {
        await HoldPerson.OfAsync(work.Connection, "time_off", id, cancel);
        if (await db.TimeOff.SingleOrDefaultAsync(t => t.Id == id, cancel) is not { } time) return RostersProblems.TimeOffUnknown.Refuse();
        await WhoIsMeant.MustCoverAsync(work.Connection, caller, time.Person, cancel);
        ETags.Match(context, time.Version);
        var check = new Check();
        var reason = NameText.In(check, body.Reason, "/reason");
        if (!check.Passes) return check.Refused;
        if (time.CancelReason is null)
        {
            time.CancelReason = reason;
            time.Version++;
            var (of, ids) = (time.Credits.ToDictionary(c => c.Entry, c => c.Minutes), time.Credits.Select(c => c.Entry).ToList());
            foreach (var entry in await db.OvertimeEntries.Where(e => ids.Contains(e.Id)).ToListAsync(cancel)) entry.Taken -= of[entry.Id];
        }
        ETags.Give(context, time.Version);
        return TypedResults.Ok(TimeOffAnswer.Of(time));
    }
}
