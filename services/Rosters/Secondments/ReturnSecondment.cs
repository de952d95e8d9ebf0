using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Rosters.Secondments;

internal static class ReturnSecondment
{
    /// <summary>Since when the person is back.</summary>
    /// <param name="On">The first day back at the lender; the day before it is the last one away.</param>
    public sealed record Body(DateOnly On);

    /// <summary>
    /// Records that the person is back, from a day up to today, or ahead of it up to the day after the last. Back on the very first day means that it never began: it counts for nothing,
    /// which is how an entry made by mistake is taken back. A keeper of either side's area does it.
    /// </summary>
    public static async Task<Results<Ok<SecondmentView>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var (now, today, connection) = (clock.GetUtcNow(), clock.Today(), work.Connection);
        var s = await SecondmentRows.LockAsync(connection, id, cancel);
        await SecondmentRows.MustSeeAsync(connection, caller, s, cancel);
        ETags.Match(context, s.Version);
        if (s.ReturnedOn == body.On) return TypedResults.Ok(await SecondmentView.SayAsync(s, connection, today, rules, calendar, context, cancel));
        if (s.ReturnedOn is { } back) return SecondmentProblems.Returned.Refuse().With("returnedOn", back);
        var (onTime, latest) = (s.BackOn, today > s.BackOn ? today : s.BackOn);
        if (body.On < s.FromOn || body.On > latest) return SecondmentProblems.DateOutOfRange.At("/on", $"{s.FromOn:yyyy-MM-dd} – {latest:yyyy-MM-dd}");

        if (body.On > onTime && s.ToldOf != s.UntilOn)
        {
            // It is told even where the return is recorded before anybody has looked.
            s = s with { ToldOf = s.UntilOn, Version = s.Version + 1 };
            await SecondmentRows.UpdateAsync(connection, s, cancel);
            await TellSecondments.OverstayedAsync(work, [s], rules, now, cancel);
        }
        s = s with { ReturnedOn = body.On, Version = s.Version + 1 };
        await SecondmentRows.UpdateAsync(connection, s, cancel);
        await SecondmentStep.KeepAsync(connection, [(s, SecondmentStep.Of(SecondmentStepKind.RETURNED, s, now, caller.Unit, []))], cancel);
        await TellSecondments.RunAsync(work, [s], today, cancel);
        return TypedResults.Ok(await SecondmentView.SayAsync(s, connection, today, rules, calendar, context, cancel));
    }
}
