using Datarun.Rosters.People;
using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Rosters.Overtime;

/// <summary>Approves overtime or refuses it: nothing is owed for what was not approved, and nothing that was refused disappears.</summary>
internal static class DecideOvertime
{
    /// <summary>Who approves.</summary>
    /// <param name="By">Opaque id of the person who decides, registered here; never the one who worked.</param>
    public sealed record Approval(Guid? By = null);

    /// <summary>Why an entry is not recognised.</summary>
    /// <param name="Reason">Up to 200 characters.</param>
    /// <param name="By">Opaque id of the person who decides, registered here; never the one who worked.</param>
    public sealed record Refusal(string Reason, Guid? By = null);

    /// <summary>
    /// Approves an entry, in advance as an order or afterwards: time off is owed for what counts of it, from when it was worked, with a use-by date (a local parameter: no law gives one).
    /// Once more changes nothing.
    /// </summary>
    public static Task<Results<Ok<OvertimeAnswer>, Refused>> ApproveAsync(
        Guid id, Approval? body, Caller caller, RostersDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, HttpContext context, CancellationToken cancel) =>
        DecideAsync(id, new(OvertimeVerdict.APPROVED, null, body?.By, caller.Unit, clock.GetUtcNow()), caller, db, work, rules, calendar, context, cancel);

    /// <summary>
    /// Refuses an entry, or withdraws its approval while nothing was taken for it, with the reason. It stays on record as UNRECOGNISED with every decision; once more for the same reason changes nothing.
    /// </summary>
    public static async Task<Results<Ok<OvertimeAnswer>, Refused>> RefuseAsync(
        Guid id, Refusal body, Caller caller, RostersDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var check = new Check();
        var reason = NameText.In(check, body.Reason, "/reason");
        if (!check.Passes) return check.Refused;
        return await DecideAsync(id, new(OvertimeVerdict.REFUSED, reason, body.By, caller.Unit, clock.GetUtcNow()), caller, db, work, rules, calendar, context, cancel);
    }

    private static async Task<Results<Ok<OvertimeAnswer>, Refused>> DecideAsync(
        Guid id, OvertimeDecision decision, Caller caller, RostersDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, HttpContext context, CancellationToken cancel)
    {
        if (await LockAsync(db, work.Connection, id, cancel) is not { } entry) return RostersProblems.OvertimeUnknown.Refuse();
        await PeopleInArea.MustCoverAsync(work.Connection, caller, entry.Unit, cancel);
        ETags.Match(context, entry.Version);
        if (await RefuseDeciderAsync(db, entry, decision.By, cancel) is { } refused) return refused;
        var (approves, last) = (decision.Verdict == OvertimeVerdict.APPROVED, entry.Decisions is [.., var one] ? one : null);
        var again = approves ? entry.State == OvertimeState.APPROVED : entry.Refused && last?.Reason == decision.Reason;
        if (!again)
        {
            entry.Decide(decision);
            var useBy = rules.Get("civil.compTime.useBy", entry.LastOn);
            entry.UseBy = approves ? entry.LastOn.AddMonths(useBy.Int) : null;
            entry.UseByRule = approves ? useBy.Reference : null;
            var touched = await SettleDays.RunAsync(db, entry.Person, [entry.Day, entry.LastOn], calendar, rules, cancel);
            if (touched.Any(e => (e.State == OvertimeState.APPROVED ? e.Minutes : 0) < e.Taken + e.Converted)) return RostersProblems.OvertimeUsed.Refuse();
        }
        ETags.Give(context, entry.Version);
        return TypedResults.Ok(OvertimeAnswer.Of(entry, rules));
    }

    /// <summary>The entry, with its person held until the end; null where there is none.</summary>
    public static async Task<OvertimeEntry?> LockAsync(RostersDb db, NpgsqlConnection connection, Guid id, CancellationToken cancel)
    {
        await HoldPerson.OfAsync(connection, "overtime_entry", id, cancel);
        return await db.OvertimeEntries.SingleOrDefaultAsync(e => e.Id == id, cancel);
    }

    /// <summary>Why this person may not decide on the entry; null where nobody is named or it may be.</summary>
    public static async Task<Refused?> RefuseDeciderAsync(RostersDb db, OvertimeEntry entry, Guid? by, CancellationToken cancel) =>
        by is not { } person ? null
        : person == entry.Person ? RostersProblems.DecidedByOneself.At("/by")
        : await db.People.AnyAsync(p => p.Id == person, cancel) ? null
        : RostersProblems.PersonNotKnown.At("/by");
}
