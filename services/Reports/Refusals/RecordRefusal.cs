using Dapper;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Refusals;

public static class RecordRefusal
{
    private const int LongestTitle = 200;
    private const int LongestReason = 1000;
    private const int MostYearsAgo = 10;

    /// <summary>A form that came outside of the system, and why it is refused.</summary>
    /// <param name="Unit">The unit that refuses.</param>
    /// <param name="Title">Title of the form.</param>
    /// <param name="ReceivedOn">The day on which it came.</param>
    /// <param name="Ground">STATISTICAL_MARKS_MISSING, FORM_EXPIRED or OFF_CATALOGUE.</param>
    /// <param name="Reason">In the unit's own words.</param>
    /// <param name="Department">Who sent it, where that is a body that Rosters knows; it sees the refusal.</param>
    /// <param name="Statistical">Whether it is a statistical survey form, which 统计法 17 lets a respondent refuse; of others it is local policy.</param>
    public sealed record Body(
        string Unit, string Title, DateOnly ReceivedOn, RefusalGround Ground, string Reason, string? Department = null, bool Statistical = false);

    /// <summary>Puts on record that a form which came by another way was lawfully refused.</summary>
    public static async Task<Results<Created<Refusal>, Refused>> HandleAsync(
        Body body, Caller caller, UnitOfWork work, TimeProvider clock, Rules rules, CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var check = new Check().Required(body.Title, "/title", LongestTitle).Required(body.Reason, "/reason", LongestReason, lines: true)
            .That(DivisionCode.TryParse(body.Unit, out _), "/unit", CommonProblems.CodeInvalid, body.Unit)
            .That(body.ReceivedOn <= today && body.ReceivedOn >= today.AddYears(-MostYearsAgo), "/receivedOn", ReportsProblems.OutOfBounds,
                $"{today.AddYears(-MostYearsAgo):yyyy-MM-dd}–{today:yyyy-MM-dd}")
            .That(Enum.IsDefined(body.Ground), "/ground", ReportsProblems.OutOfBounds, body.Ground.ToString())
            .That(body.Department is null || OrgUnitCode.TryParse(body.Department, out _), "/department", CommonProblems.CodeInvalid, body.Department)
            .That(body.Ground != RefusalGround.STATISTICAL_MARKS_MISSING || body.Statistical, "/ground", RefusalsProblems.GroundDoesNotHold, "statistical: false");
        if (!check.Passes) return check.Refused;
        caller.MustCover(body.Unit);
        var known = await work.Connection.QuerySingleAsync<(bool Unit, bool Department)>(new CommandDefinition(
            """
            SELECT EXISTS (SELECT FROM division WHERE code = @Unit),
                @Department IS NULL OR EXISTS (SELECT FROM org_unit WHERE code = @Department) OR EXISTS (SELECT FROM division WHERE code = @Department)
            """, body, cancellationToken: cancel));
        if (!known.Unit) return ReportsProblems.UnitUnknown.At("/unit", body.Unit);
        if (!known.Department) return ReportsProblems.UnknownOrgUnit.At("/department", body.Department);
        var refusal = new Refusal(
            Guid.CreateVersion7(now), body.Unit, null, Text.Clean(body.Title)!, body.Department, body.ReceivedOn, body.Ground, Text.Clean(body.Reason)!,
            GroundOfRefusal.RuleFor(body.Ground, body.Statistical, rules, today), now);
        await work.Connection.ExecuteAsync(new CommandDefinition(RefusalRow.Insert, RefusalRow.Parameters(refusal, null, caller.Client), cancellationToken: cancel));
        return TypedResults.Created($"/api/reports/v1/refusals?unit={body.Unit}", refusal);
    }
}
