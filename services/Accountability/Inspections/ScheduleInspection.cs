using Datarun.Accountability.Reactions;
using Datarun.Accountability.Storage;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.Inspections;

/// <summary>An inspection as it is asked for.</summary>
/// <param name="By">Who inspects; the caller's own unit.</param>
/// <param name="Unit">Who is inspected.</param>
/// <param name="Subject">What about.</param>
/// <param name="Kind">COMPREHENSIVE or SPECIAL.</param>
/// <param name="Plan">Code of the plan entry; may be left out where one entry fits.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day.</param>
/// <param name="JointWith">Another department's inspection that this one joins.</param>
/// <param name="Items">What is scored.</param>
public sealed record InspectionFields(
    string? By = null, string? Unit = null, string? Subject = null, InspectionKind? Kind = null, string? Plan = null, DateOnly? From = null,
    DateOnly? To = null, Guid? JointWith = null, IReadOnlyList<ScoringItem>? Items = null);

/// <summary>Schedules an inspection.</summary>
public static class ScheduleInspection
{
    private const int LongestText = 500;
    private const int MostItems = 500;
    private static readonly DateOnly Latest = new(2100, 12, 31);

    /// <summary>Schedules an inspection that the plan has, the cap allows and no other department's visit stands near to.</summary>
    public static async Task<Results<Created<InspectionView>, Refused>> HandleAsync(
        InspectionFields body, Caller caller, AccountabilityDb db, UnitOfWork work, Units units, Rules rules, CatchUp catchUp, TimeProvider clock, CancellationToken cancel)
    {
        Checked(body).Enforce();
        var by = await units.MustKnowAsync(body.By!, "/by", cancel);
        if (caller.Unit != by.Code && !caller.IsAdministrator)
            return CommonProblems.OutsideYourUnit.Refuse().With("unit", by.Code).With("yours", caller.Unit);
        var unit = await units.MustKnowAsync(body.Unit!, "/unit", cancel);
        unit.MustLieInAreaOf(caller);
        await catchUp.WithAsync(cancel, "rosters");
        await units.MustLastUntilAsync(unit, body.To!.Value, "/to", cancel);
        var asked = new AskedInspection(
            by.Code, unit, Text.Clean(body.Subject)!, body.Kind!.Value, Text.Clean(body.Plan), body.From!.Value, body.To!.Value, body.JointWith, body.Items ?? []);

        if (InspectionLaw.On(asked.From, rules) is not { } law) return AccountabilityProblems.DateOutOfRange.At("/from", $"{asked.From:yyyy-MM-dd}");

        // Inspections are few, and one of a county touches all its villages: taking them one at a time keeps cap and overlap exact.
        await work.TakeTurnAsync("inspections", cancel);
        var facts = await GatherAsync(asked, db, law, cancel);
        if (InspectionRules.Refuse(facts) is { } refused) return refused;

        var inspection = new Inspection
        {
            Id = Guid.CreateVersion7(), By = asked.By, Unit = unit.Code, Area = unit.Area, Subject = asked.Subject, Kind = asked.Kind, Plan = facts.Entry!.Code!,
            FromOn = asked.From, ToOn = asked.To, Year = asked.From.Year, JointWith = asked.JointWith, Items = asked.Items, ScheduledAt = clock.GetUtcNow(),
        };
        db.Inspections.Add(inspection);
        work.Publish(inspection.Fact());
        return TypedResults.Created($"/api/accountability/v1/inspections?unit={unit.Code}", InspectionView.Of(inspection));
    }

    private static async Task<InspectionFacts> GatherAsync(AskedInspection asked, AccountabilityDb db, InspectionLaw law, CancellationToken cancel)
    {
        var (year, from, to) = (asked.From.Year, asked.From.AddDays(-law.Overlap.Int), asked.To.AddDays(law.Overlap.Int));
        var plan = await db.InspectionPlans.AsNoTracking().SingleOrDefaultAsync(p => p.Department == asked.By && p.Year == year, cancel);
        var own = await db.Inspections.CountAsync(i => i.By == asked.By && i.Year == year && i.Kind == InspectionKind.COMPREHENSIVE, cancel);
        var area = asked.Unit.Area;
        var near = await db.Inspections.AsNoTracking()
            .Where(i => i.By != asked.By && i.FromOn <= to && i.ToOn >= from && (i.Area.StartsWith(area) || area.StartsWith(i.Area))).ToListAsync(cancel);
        return new(asked, plan?.Entries ?? [], own, near, law);
    }

    private static Check Checked(InspectionFields body)
    {
        var check = new Check().Required(body.By, "/by", LongestText).Required(body.Unit, "/unit", LongestText).Required(body.Subject, "/subject", LongestText)
            .That(body.Kind is not null, "/kind", CommonProblems.FieldRequired).Storable(body.Plan, "/plan", LongestText)
            .That(body.From is not null, "/from", CommonProblems.FieldRequired).That(body.To is not null, "/to", CommonProblems.FieldRequired)
            .That(body.From is null || body.To is null || body.To >= body.From, "/to", CommonProblems.DatesReversed)
            .That(body.To is null || body.To <= Latest, "/to", AccountabilityProblems.DateOutOfRange)
            .That((body.Items?.Count ?? 0) <= MostItems, "/items", CommonProblems.BodyInvalid, $"≤ {MostItems}");
        for (var i = 0; i < Math.Min(body.Items?.Count ?? 0, MostItems); i++)
        {
            check.Required(body.Items![i]?.Title, $"/items/{i}/title", LongestText).Storable(body.Items[i]?.Evidence, $"/items/{i}/evidence", LongestText);
        }
        return check;
    }
}
