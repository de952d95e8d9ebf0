using Datarun.Reports.Requests;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Reminders;

public static class RemindUnits
{
    /// <summary>Who is reminded.</summary>
    /// <param name="Under">A part of the request's place; all of it where it is left out.</param>
    public sealed record Body(string? Under = null);

    /// <summary>What was noted.</summary>
    /// <param name="Units">Units that are reminded by this call; who had a reminder of this task today already gets no second one.</param>
    public sealed record Answer(DateOnly Day, int Units);

    /// <summary>The department reminds (催报) those who still have something to type, on a workday and at most once a day.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, UnitOfWork work, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var part = await FindRequest.OwnPartAsync(id, body.Under, caller, work.Connection, cancel);
        var today = clock.Today();
        if (!calendar.IsWorkday(today)) return RemindersProblems.NoWorkday.Refuse().With("day", today);
        return TypedResults.Ok(new Answer(today, await NoteReminders.OfRequestAsync(id, part.Low, part.High, clock.GetUtcNow(), work, cancel)));
    }
}
