using Datarun.Accountability.Reactions;
using Datarun.Accountability.Storage;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Accountability.Inspections;

/// <summary>Files a department's inspection plan of a year, or changes it.</summary>
public static class PutInspectionPlan
{
    private const int FirstYear = 2000;
    private const int LastYear = 2100;
    private const int MostEntries = 1000;
    private const int MostUnits = 1000;
    private const int LongestCode = 64;
    private const int LongestSubject = 500;

    /// <summary>Files the plan of a department for a year, or replaces it; the department itself or the authority of its area may.</summary>
    public static async Task<Results<Created<InspectionPlanView>, Ok<InspectionPlanView>>> HandleAsync(
        string department, int year, IReadOnlyList<PlanEntry> body, Caller caller, HttpContext context, AccountabilityDb db, Units units,
        TimeProvider clock, CancellationToken cancel)
    {
        if (year is < FirstYear or > LastYear) throw CommonProblems.ParameterInvalid.At("/year", $"{FirstYear}–{LastYear}").AsException();
        foreach (var (at, _) in body.Index().Where(i => i.Item is null)) throw new Refused(CommonProblems.BodyMalformed, [new FieldError($"/{at}", CommonProblems.FieldRequired, null)]).AsException();
        var known = await units.MustKnowAsync(department, "", cancel);
        if (caller.Unit != department && !(caller.Is(Role.SHARING_AUTHORITY) && caller.AreaCovers(known.Area)))
            throw CommonProblems.OutsideYourUnit.Refuse().With("unit", department).With("yours", caller.Unit).AsException();
        var entries = body.Select(e => e.Clean()).ToList();
        Of(entries, year).Enforce();

        var plan = await db.InspectionPlans.SingleOrDefaultAsync(p => p.Department == department && p.Year == year, cancel);
        ETags.Match(context, plan?.Version ?? 0);
        var isNew = plan is null;
        if (plan is null) db.InspectionPlans.Add(plan = new InspectionPlan { Department = department, Year = year, Entries = entries });
        else if (plan.Entries.Count == entries.Count && plan.Entries.Zip(entries).All(e => e.First.SameAs(e.Second))) return TypedResults.Ok(Say(plan, context));
        (plan.Entries, plan.ChangedAt) = (entries, clock.GetUtcNow());
        plan.Version++;
        await db.SaveChangesAsync(cancel);
        return isNew ? TypedResults.Created($"/api/accountability/v1/inspection-plans/{department}/{year}", Say(plan, context)) : TypedResults.Ok(Say(plan, context));
    }

    private static InspectionPlanView Say(InspectionPlan plan, HttpContext context)
    {
        ETags.Give(context, plan.Version);
        return InspectionPlanView.Of(plan);
    }

    private static Check Of(IReadOnlyList<PlanEntry> entries, int year)
    {
        var check = new Check().That(entries.Count <= MostEntries, "", AccountabilityProblems.PlanInvalid, $"≤ {MostEntries}");
        var codes = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            var (entry, at) = (entries[i], $"/{i}");
            check.Required(entry.Code, $"{at}/code", LongestCode)
                .That(entry.Code is null || codes.Add(entry.Code), $"{at}/code", AccountabilityProblems.PlanInvalid, entry.Code)
                .Required(entry.Subject, $"{at}/subject", LongestSubject)
                .That(entry.Kind is not null, $"{at}/kind", CommonProblems.FieldRequired)
                .That(entry.Units is not { Count: > 0 } || entry.Under is null, $"{at}/units", AccountabilityProblems.PlanInvalid, "units | under")
                .That((entry.Units ?? []).Count <= MostUnits && (entry.Units ?? []).All(u => OrgUnitCode.TryParse(u, out _)), $"{at}/units", CommonProblems.CodeInvalid)
                .That(entry.Under is null || OrgUnitCode.TryParse(entry.Under, out _), $"{at}/under", CommonProblems.CodeInvalid)
                .That(entry.From is null || entry.From.Value.Year == year, $"{at}/from", AccountabilityProblems.PlanInvalid, $"{year}")
                .That(entry.To is null || entry.To >= (entry.From ?? entry.To), $"{at}/to", CommonProblems.DatesReversed);
        }
        return check;
    }
}
