using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.StandingNils;

public static class PutStandingNil
{
    /// <summary>What is declared.</summary>
    /// <param name="From">First day: periods that end on it or later are answered.</param>
    /// <param name="Reason">Why nothing is expected to happen.</param>
    public sealed record Body(DateOnly From, string Reason);

    /// <summary>
    /// Declares that nothing happens (常态零报告): from then on every task of the form is answered NIL for the unit, on time, until the
    /// declaration is revoked or the first value is given for one of the form's elements. A task that is overdue already is not answered.
    /// </summary>
    public static async Task<Results<Created<StandingNil>, Ok<StandingNil>, Refused>> HandleAsync(
        string unit, string form, Body body, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var check = CheckStandingNil.Of(unit, body, today);
        if (!check.Passes) return check.Refused;
        caller.MustCover(unit);
        var level = await work.Connection.ExecuteScalarAsync<short?>(new CommandDefinition(
            "SELECT level FROM form WHERE code = @form", new { form }, cancellationToken: cancel));
        if (level is null) return ReportsProblems.FormUnknown.Refuse();
        var known = await work.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM division WHERE code = @unit)", new { unit }, cancellationToken: cancel));
        if (!known) return ReportsProblems.UnitUnknown.At("?unit", unit);
        if (Place.LevelOf(unit) != level) return ReportsProblems.UnitNotAsked.At("?unit", unit);

        await work.TakeTurnAsync($"standing-nil/{unit}/{form}", cancel);
        var reason = Text.Clean(body.Reason)!;
        var before = await work.Connection.QuerySingleOrDefaultAsync<StandingNilRow>(new CommandDefinition(
            $"{StandingNilRow.Select} WHERE unit = @unit AND form = @form AND revoked_on IS NULL", new { unit, form }, cancellationToken: cancel));
        if (before is { EndsOn: null })
            return before.FromDay == body.From && before.Reason == reason ? TypedResults.Ok(before.View) : ReportsProblems.AlreadyDeclared.Refuse().With("declaration", before.View);
        var id = Guid.CreateVersion7(now);
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE standing_nil SET revoked_on = @eventOn WHERE unit = @unit AND form = @form AND revoked_on IS NULL;
            INSERT INTO standing_nil (id, unit, level, form, from_day, reason, declared_by, declared_at, declared_on)
            VALUES (@id, @unit, @level, @form, @From, @reason, @by, @now, @today)
            """, new { unit, form, id, level, body.From, reason, by = caller.Unit, now, today, eventOn = before?.EventOn }, cancellationToken: cancel));
        return TypedResults.Created(
            $"/api/reports/v1/standing-nils?unit={unit}", new StandingNil(id, unit, form, body.From, reason, caller.Unit, now, null, null));
    }
}
