using Datarun.Rosters.People;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Rosters.Secondments;

internal static class RenewSecondment
{
    /// <summary>A secondment that is to go on.</summary>
    /// <param name="Until">The new last day.</param>
    /// <param name="AskedOn">The day on which it was asked for: today or before.</param>
    /// <param name="Reason">Why the person is still needed.</param>
    public sealed record Body(DateOnly Until, DateOnly AskedOn, string Reason);

    /// <summary>
    /// Lets a secondment go on, where that was asked for in time: so many workdays before its last day (<c>renewal.askBy</c>), and within what is allowed at a time and in
    /// total. A keeper of the lender's area does it. The days that held before stay in its history.
    /// </summary>
    public static async Task<Results<Ok<SecondmentView>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var (now, today, connection) = (clock.GetUtcNow(), clock.Today(), work.Connection);
        var had = await SecondmentRows.LockAsync(connection, id, cancel);
        await PeopleInArea.MustCoverAsync(connection, caller, had.Lender, cancel);
        ETags.Match(context, had.Version);
        var check = new Check().InRange(body.Until, "/until").InRange(body.AskedOn, "/askedOn").That(body.Until > had.UntilOn, "/until", SecondmentProblems.NotLonger, $"> {had.UntilOn:yyyy-MM-dd}")
            .That(body.AskedOn <= today, "/askedOn", SecondmentProblems.DateOutOfRange, $"≤ {today:yyyy-MM-dd}").Required(body.Reason, "/reason", PutSecondment.LongestText, lines: true);
        if (!check.Passes) return check.Refused;
        var law = SecondmentLaw.On(body.AskedOn, rules);
        if (had.ReturnedOn is { } back) return SecondmentProblems.Returned.Refuse().With("returnedOn", back).With("notBefore", law.Cooldown is { } c ? back.AddMonths(c.Int).AddDays(1) : back).With("rule", law.Cooldown?.Reference);

        var asked = had with { UntilOn = body.Until, Version = had.Version + 1 };
        var borrowerPlace = await SecondmentRows.PlaceOfAsync(connection, had.Borrower, cancel);
        await EndedPlaces.MustLastUntilAsync(connection, borrowerPlace.ToString(), body.Until, "/until", cancel);
        var all = await SecondmentRows.OfPersonAsync(connection, had.Person, id, cancel);
        var clockOf = RenewalClock.Of(had.UntilOn, rules, calendar);
        var facts = new SecondmentFacts(asked, await SecondmentRows.PlaceOfAsync(connection, had.Lender, cancel), borrowerPlace, HoldsPost: true, all.Beside(asked), today, law)
        {
            Renewal = new(had.UntilOn, body.AskedOn, clockOf),
        };
        if (SecondmentRules.Refuse(SecondmentRules.OfRenewal.Grounds(facts), await PeopleInArea.SeesAllAsync(connection, caller, all.ConvertAll(s => s.Post), cancel)) is { } refused) return refused;

        await SecondmentRows.UpdateAsync(connection, asked, cancel);
        RuleReference[] decidedBy = [.. law.References, .. clockOf is null ? [] : new[] { clockOf.Rule }];
        await SecondmentStep.KeepAsync(connection, [(asked, SecondmentStep.Of(SecondmentStepKind.RENEWED, asked, now, caller.Unit, decidedBy) with { AskedOn = body.AskedOn, Reason = Text.Clean(body.Reason) })], cancel);
        await TellSecondments.RunAsync(work, [asked], today, cancel);
        return TypedResults.Ok(await SecondmentView.SayAsync(asked, connection, today, rules, calendar, context, cancel));
    }
}
