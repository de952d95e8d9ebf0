using Dapper;
using Datarun.Rosters.People;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Rosters.Secondments;

internal static class PutSecondment
{
    internal const int LongestText = 500;

    /// <summary>Who is lent to whom.</summary>
    /// <param name="Person">Id of a registered person; fixed once given.</param>
    /// <param name="Post">The post at the lender that the person holds on the first day; fixed once given.</param>
    /// <param name="Borrower">A division's or a body's code; fixed once given.</param>
    /// <param name="From">First day.</param>
    /// <param name="Until">Last day.</param>
    /// <param name="Reason">What the person is needed for.</param>
    /// <param name="Exemption">Has to be cited where a higher office borrows from county level or below.</param>
    public sealed record Body(Guid Person, OrgUnitCode Post, OrgUnitCode Borrower, DateOnly From, DateOnly Until, string Reason, Exemption? Exemption = null);

    /// <summary>
    /// Lends a person under an id of the caller's choice (201); until the first day it can be changed (200), afterwards it is renewed or the return recorded. A keeper of
    /// the lender's area does it. Every ground that stands against it is told, with the rule and the version that decide.
    /// </summary>
    public static async Task<Results<Created<SecondmentView>, Ok<SecondmentView>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var (now, today, connection) = (clock.GetUtcNow(), clock.Today(), work.Connection);
        var lender = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("SELECT unit FROM post WHERE code = @code", new { code = body.Post.ToString() }, cancellationToken: cancel));
        var borrowerPlace = await UnitPlaces.FindAsync(connection, body.Borrower, cancel);
        var home = await HoldPerson.HomeOfAsync(connection, body.Person, cancel);
        var check = Checked(body).That(home is not null, "/person", RostersProblems.PersonNotKnown).That(lender is not null, "/post", RostersProblems.PostNotKnown, body.Post.ToString())
            .That(borrowerPlace is not null, "/borrower", RostersProblems.UnitUnknown, body.Borrower.ToString())
            .That(lender is null || lender != body.Borrower.ToString(), "/borrower", SecondmentProblems.WithinUnit, lender);
        if (!check.Passes) return check.Refused;
        await PeopleInArea.MustCoverAsync(connection, caller, lender!, cancel);

        var all = await SecondmentRows.OfPersonAsync(connection, body.Person, id, cancel);
        var had = all.Find(s => s.Id == id);
        ETags.Match(context, had?.Version ?? 0);
        var asked = new Secondment
        {
            Id = id, Person = body.Person, Post = body.Post.ToString(), Lender = lender!, Borrower = body.Borrower.ToString(), FromOn = body.From, UntilOn = body.Until, Reason = Text.Clean(body.Reason)!,
            ExemptionGround = Text.Clean(body.Exemption?.Ground), ExemptionBasis = Text.Clean(body.Exemption?.LegalBasis), ReturnedOn = had?.ReturnedOn, ToldOf = had?.ToldOf, Version = had?.Version ?? 1,
        };
        if (asked == had) return TypedResults.Ok(await SecondmentView.SayAsync(asked, connection, today, rules, calendar, context, cancel));
        if (had is not null && (had.StateOn(today) != SecondmentState.PLANNED || had.ReturnedOn is not null || (had.Person, had.Post, had.Borrower) != (asked.Person, asked.Post, asked.Borrower)))
            return SecondmentProblems.Fixed.Refuse();
        await EndedPlaces.MustLastUntilAsync(connection, borrowerPlace!, body.Until, "/borrower", cancel);
        var facts = new SecondmentFacts(
            asked, await SecondmentRows.PlaceOfAsync(connection, lender!, cancel), DivisionCode.Parse(borrowerPlace!), await HoldsPostAsync(connection, asked, cancel), all.Beside(asked), today,
            SecondmentLaw.On(asked.FromOn, rules));
        if (SecondmentRules.Refuse(SecondmentRules.OfLending.Grounds(facts), await PeopleInArea.SeesAllAsync(connection, caller, all.ConvertAll(s => s.Post), cancel)) is { } refused) return refused;

        asked = asked with { Version = (had?.Version ?? 0) + 1 };
        if (had is null) await SecondmentRows.InsertAsync(connection, asked, cancel);
        else await SecondmentRows.UpdateAsync(connection, asked, cancel);
        var step = SecondmentStep.Of(had is null ? SecondmentStepKind.LENT : SecondmentStepKind.CHANGED, asked, now, caller.Unit, facts.Law.References);
        await SecondmentStep.KeepAsync(connection, [(asked, step with { Reason = asked.Reason, Exemption = ExemptionOf(asked) })], cancel);
        await TellSecondments.RunAsync(work, [asked], today, cancel);
        var view = await SecondmentView.SayAsync(asked, connection, today, rules, calendar, context, cancel);
        return had is null ? TypedResults.Created(context.Request.Path, view) : TypedResults.Ok(view);
    }

    private static Exemption? ExemptionOf(Secondment s) => s.ExemptionGround is null ? null : new(s.ExemptionGround, s.ExemptionBasis!);

    private static Check Checked(Body body)
    {
        var check = new Check().InRange(body.From, "/from").InRange(body.Until, "/until").That(body.Until >= body.From, "/until", RostersProblems.PeriodReversed, $"{body.From:yyyy-MM-dd}")
            .Required(body.Reason, "/reason", LongestText, lines: true);
        return body.Exemption is not { } exemption ? check
            : check.Required(exemption.Ground, "/exemption/ground", LongestText, lines: true).Required(exemption.LegalBasis, "/exemption/legalBasis", LongestText, lines: true);
    }

    private static Task<bool> HoldsPostAsync(NpgsqlConnection connection, Secondment s, CancellationToken cancel) => connection.ExecuteScalarAsync<bool>(new CommandDefinition(
        "SELECT EXISTS (SELECT FROM assignment WHERE person = @Person AND post = @Post AND from_on <= @FromOn AND (to_on IS NULL OR to_on >= @FromOn))", s, cancellationToken: cancel));
}
