using Datarun.Contracts;
using Datarun.Rosters.Divisions;
using Datarun.Rosters.Storage;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.OrgUnits;

internal static class PutOrgUnit
{
    /// <summary>What a body is to be.</summary>
    /// <param name="Name">Full Unicode.</param>
    /// <param name="Kind">What kind of body it is, in the words of whoever registers it.</param>
    /// <param name="Division">The place that it belongs to; must be known.</param>
    /// <param name="UnifiedCreditCode">18 characters, GB 32100; both check characters must be right. Offices inside a body have that of the body.</param>
    public sealed record Body(string Name, string Kind, DivisionCode Division, string? UnifiedCreditCode = null);

    /// <summary>Registers a department or other body (201), or changes it (200).</summary>
    public static async Task<Results<Created<OrgUnitAnswer>, Ok<OrgUnitAnswer>, Refused>> HandleAsync(
        OrgUnitCode code, Body body, Caller caller, RostersDb db, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        if (!caller.AreaCovers(body.Division.ToString())) return RostersProblems.DivisionOutsideYourArea.Refuse().With("unit", body.Division).With("yours", caller.Unit);
        var key = code.ToString();
        var check = new Check();
        var (name, kind) = (NameText.In(check, body.Name, "/name"), NameText.In(check, body.Kind, "/kind"));
        var creditCode = default(UnifiedCreditCode);
        check.That(code.Division is null, "?code", RostersProblems.OrgUnitCodeIsDivision, key)
            .That(code.Division is not null || OrgUnitCodeRule.BelongsTo(key, body.Division), "?code", RostersProblems.OrgUnitCodeOfOtherPlace, key)
            .That(await KnownDivisions.HasAsync(work.Connection, body.Division, cancel), "/division", RostersProblems.DivisionNotKnown, body.Division.ToString())
            .That(body.UnifiedCreditCode is null || UnifiedCreditCode.TryParse(body.UnifiedCreditCode, out creditCode), "/unifiedCreditCode", RostersProblems.CreditCodeInvalid);
        if (!check.Passes) return check.Refused;
        var credit = body.UnifiedCreditCode is null ? null : creditCode.ToString();
        var unit = await db.OrgUnits.FromSql($"SELECT * FROM org_unit WHERE code = {key} FOR UPDATE").SingleOrDefaultAsync(cancel);
        if (unit is not null && !caller.AreaCovers(unit.Division)) return RostersProblems.DivisionOutsideYourArea.Refuse().With("unit", key).With("yours", caller.Unit);
        ETags.Match(context, unit?.Version ?? 0);
        if (unit?.Division != body.Division.ToString()) await EndedPlaces.MustLastUntilAsync(work.Connection, body.Division.ToString(), clock.Today(), "/division", cancel);
        var created = unit is null;
        unit ??= db.OrgUnits.Add(new OrgUnit { Code = key, Name = name, Kind = kind, Division = body.Division.ToString(), UnifiedCreditCode = credit, Version = 1 }).Entity;
        if (unit.Change(name, kind, body.Division.ToString(), credit) || created)
            work.Publish(new OrgUnitChanged(key, name, kind, unit.Division, unit.Version));
        ETags.Give(context, unit.Version);
        return created ? TypedResults.Created(context.Request.Path, OrgUnitAnswer.Of(unit)) : TypedResults.Ok(OrgUnitAnswer.Of(unit));
    }
}
