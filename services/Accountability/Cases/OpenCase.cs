using Datarun.Accountability.DutyLists;
using Datarun.Accountability.Reactions;
using Datarun.Accountability.Storage;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Accountability.Cases;

/// <summary>A case as it is opened.</summary>
/// <param name="Unit">The unit concerned.</param>
/// <param name="Post">Code of the post concerned.</param>
/// <param name="Person">Opaque id of the person concerned; never a name.</param>
/// <param name="DutyItem">Code of an item of the unit's duty list.</param>
/// <param name="Part">For a COOPERATE item: the part that the list names; left out, the matter has to name it.</param>
/// <param name="ActOn">The day of the act.</param>
/// <param name="Matter">What it is about.</param>
/// <param name="OpenedBy">The deciding unit; the caller's own or below it.</param>
/// <param name="PlainlyUnlawful">The order behind it was plainly unlawful, so that an objection moves no liability.</param>
/// <param name="OpenedOn">The day on which it was opened, where that was on paper before it is entered here; left out, steps that were taken before it was entered may be entered with their own days.</param>
public sealed record CaseFields(
    string? Unit = null, string? Post = null, Guid? Person = null, string? DutyItem = null, string? Part = null, DateOnly? ActOn = null,
    string? Matter = null, string? OpenedBy = null, bool PlainlyUnlawful = false, DateOnly? OpenedOn = null);

/// <summary>Opens a case.</summary>
public static class OpenCase
{
    private const int LongestCode = 64;
    private const int LongestText = 10_000;
    private const int LongestPart = 2000;

    /// <summary>
    /// Opens a case for a duty that was in force on the day of the act, and answers with the evidence that is known already. Refused with
    /// NO_DUTY_IN_FORCE where the list of that day has no such item, a higher level took it back, or another part is cited.
    /// </summary>
    public static async Task<Results<Created<CaseView>, Refused>> HandleAsync(
        CaseFields body, Caller caller, HttpContext context, AccountabilityDb db, UnitOfWork work, Units units, CatchUp catchUp, Rules rules,
        TimeProvider clock, CancellationToken cancel)
    {
        Checked(body, clock.Today()).Enforce();
        caller.MustCover(body.OpenedBy!);
        await catchUp.WithAsync(cancel, "rosters", "reports");
        var unit = await units.MustKnowAsync(body.Unit!, "/unit", cancel);
        unit.MustLieInAreaOf(caller);
        await units.MustKnowAsync(body.OpenedBy!, "/openedBy", cancel);

        await units.MustLastUntilAsync(unit, body.ActOn!.Value, "/actOn", cancel);
        var (actOn, code, part) = (body.ActOn!.Value, Text.Clean(body.DutyItem)!, Text.Clean(body.Part));
        // A body of a place that has no list of its own acts for the place.
        var list = await FindDutyList.OnAsync(db, unit.Code, actOn, cancel) ?? (unit.IsPlace ? null : await FindDutyList.OnAsync(db, unit.Area, actOn, cancel));
        var (reason, item) = DutyInForce.Of(list, code, part, Text.Clean(body.Matter));
        if (reason is { } none) return Refuse(none, unit.Code, actOn, list, item);

        var post = Text.Clean(body.Post);
        var evidence = await GatherEvidence.OfAsync(work.Connection, unit, post, body.Person, actOn, cancel);
        var opened = new Case
        {
            Id = Guid.CreateVersion7(), Unit = unit.Code, Area = unit.Area, Post = post, Person = body.Person, ActOn = actOn,
            Matter = Text.Clean(body.Matter)!, OpenedBy = body.OpenedBy!, OpenedAt = clock.GetUtcNow(), OpenedOn = body.OpenedOn, PlainlyUnlawful = body.PlainlyUnlawful,
            Duty = new(list!.Unit, list.ValidFrom, list.Version, list.PublishedAt, item!), Evidence = evidence,
            Proposal = ObjectionMovesLiability.Propose(evidence.Objections, body.PlainlyUnlawful, actOn, rules),
            State = CaseState.OPENED, Version = 1,
        };
        db.Cases.Add(opened);
        ETags.Give(context, opened.Version);
        return TypedResults.Created($"/api/accountability/v1/cases/{opened.Id}", CaseView.Of(opened, clock.Today(), rules));
    }

    private static Refused Refuse(NoDuty reason, string unit, DateOnly actOn, DutyList? list, DutyItem? item) =>
        AccountabilityProblems.NoDutyInForce.At("/dutyItem", reason.ToString()).With("reason", reason).With("unit", unit).With("actOn", actOn)
            .With("listValidFrom", list?.ValidFrom).With("listVersion", list?.Version).With("takenBy", item?.TakenBy).With("how", item?.How)
            .With("lead", item?.Lead).With("part", item?.Part).With("item", item).With("legalBasis", item?.LegalBasis).With("source", DutyInForce.Source);

    private static Check Checked(CaseFields body, DateOnly today) => new Check()
        .Required(body.Unit, "/unit", LongestCode).Storable(body.Post, "/post", LongestCode).Required(body.DutyItem, "/dutyItem", LongestCode)
        .Storable(body.Part, "/part", LongestPart, lines: true).Required(body.Matter, "/matter", LongestText, lines: true)
        .Required(body.OpenedBy, "/openedBy", LongestCode)
        .That(body.ActOn is not null, "/actOn", CommonProblems.FieldRequired)
        .That(body.ActOn is null || body.ActOn <= today, "/actOn", AccountabilityProblems.InTheFuture)
        .That(body.OpenedOn is null || body.OpenedOn <= today, "/openedOn", AccountabilityProblems.InTheFuture)
        .That(body.OpenedOn is null || body.ActOn is null || body.OpenedOn >= body.ActOn, "/openedOn", CommonProblems.DatesReversed);
}
