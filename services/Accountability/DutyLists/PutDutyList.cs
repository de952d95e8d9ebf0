using Datarun.Accountability.Reactions;
using Datarun.Accountability.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.DutyLists;

/// <summary>Publishes a unit's duty list.</summary>
public static class PutDutyList
{
    /// <summary>
    /// Publishes the duty list of a unit from a day on; the authority of an area above it does, never the unit itself. For the same
    /// day again it replaces that list; the earlier version is kept. The same items again change nothing and tell nobody.
    /// </summary>
    public static async Task<Results<Created<DutyListView>, Ok<DutyListView>>> HandleAsync(
        string unit, DateOnly validFrom, IReadOnlyList<DutyItem> body, Caller caller, HttpContext context, AccountabilityDb db, UnitOfWork work,
        Units units, TimeProvider clock, CancellationToken cancel)
    {
        foreach (var (at, _) in body.Index().Where(i => i.Item is null)) throw new Refused(CommonProblems.BodyMalformed, [new FieldError($"/{at}", CommonProblems.FieldRequired, null)]).AsException();
        var items = body.Select(i => i.Clean()).ToList();
        MustStandAbove(caller, await units.MustKnowAsync(unit, "", cancel));
        CheckDutyList.Of(items).Enforce();
        var current = await db.DutyLists.AsNoTracking().Where(l => l.Unit == unit && l.ValidFrom == validFrom).OrderByDescending(l => l.Version).FirstOrDefaultAsync(cancel);
        ETags.Match(context, current?.Version ?? 0);

        var next = await FindDutyList.NextAsync(db, unit, validFrom, cancel);
        if (current is not null && current.Items.SequenceEqual(items)) return TypedResults.Ok(Say(current, next, context));
        var list = new DutyList
        {
            Unit = unit, ValidFrom = validFrom, Version = (current?.Version ?? 0) + 1, PublishedAt = clock.GetUtcNow(), PublishedBy = caller.Unit, Items = items,
        };
        db.DutyLists.Add(list);
        await db.SaveChangesAsync(cancel);
        work.Publish(list.Fact());
        return current is null
            ? TypedResults.Created($"/api/accountability/v1/duty-lists/{unit}/{validFrom:yyyy-MM-dd}", Say(list, next, context))
            : TypedResults.Ok(Say(list, next, context));
    }

    private static DutyListView Say(DutyList list, DateOnly? next, HttpContext context)
    {
        ETags.Give(context, list.Version);
        return DutyListView.Of(list, next);
    }

    /// <summary>Nobody writes their own duties, or takes them off their own list.</summary>
    private static void MustStandAbove(Caller caller, KnownUnit unit)
    {
        unit.MustLieInAreaOf(caller);
        if (!caller.IsAdministrator && (caller.Unit == unit.Code || (unit.IsPlace && caller.Area == unit.Area)))
            throw CommonProblems.OutsideYourUnit.Refuse().With("unit", unit.Code).With("yours", caller.Unit).AsException();
    }
}
