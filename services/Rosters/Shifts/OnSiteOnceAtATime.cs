using Datarun.Rosters.People;
using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Rosters.Shifts;

/// <summary>Nobody is on site in two places at a time, whatever posts they hold where (一人多岗). Who can only be called may be so for several.</summary>
internal static class OnSiteOnceAtATime
{
    /// <summary>Why the shift may not be kept; null where it may. The person's row must be locked. A shift outside the caller's area is not named.</summary>
    public static async Task<Refused?> RefuseAsync(Shift shift, Caller caller, RostersDb db, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (!shift.OnSite) return null;
        var other = await db.Shifts.AsNoTracking()
            .Where(s => s.Person == shift.Person && s.Id != shift.Id && s.OnSite && s.State == ShiftState.PLANNED && s.FromAt < shift.ToAt && s.ToAt > shift.FromAt)
            .OrderBy(s => s.FromAt).FirstOrDefaultAsync(cancel);
        if (other is null) return null;
        var refused = RostersProblems.ShiftOverlaps.At("/from");
        return await PeopleInArea.CoversAsync(connection, caller, other.Unit, cancel) ? refused.With("other", ShiftAnswer.Of(other)) : refused;
    }
}
