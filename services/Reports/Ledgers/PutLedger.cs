using System.Text.Json;
using Dapper;
using Datarun.Reports.Formulas;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Ledgers;

public static class PutLedger
{
    /// <summary>
    /// Defines a ledger, or changes its schema. Fields may always be added as optional; a change that stored entries or formulas do not fit
    /// is refused and names them. Once there are entries, key, subject, level and the types of fields stay.
    /// </summary>
    public static async Task<Results<Created<LedgerView>, Ok<LedgerView>, Refused>> HandleAsync(
        string code, LedgerBody body, Caller caller, CatchUp catchUp, UnitOfWork work, FindFormulas formulas, TimeProvider clock, Rules rules,
        HttpContext context, CancellationToken cancel)
    {
        var check = CheckLedger.Of(code, body);
        if (!check.Passes) return check.Refused;
        caller.MustCover(body.Department);
        await catchUp.WithAsync(cancel, "rosters");
        if (await FindPlaces.AreaOfAsync(work.Connection, body.Department, cancel) is not { } area) return ReportsProblems.UnknownOrgUnit.At("/department", body.Department);
        await FindLedger.LockAsync(code, alone: true, work.Connection, cancel);
        var before = await FindLedger.ByCodeAsync(code, work.Connection, cancel);
        ETags.Match(context, before?.Version ?? 0);
        if (before is not null && before.Department != body.Department) return LedgerProblems.LedgerOfAnother.At("?code");
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var row = new LedgerRow
        {
            Code = code, Version = (before?.Version ?? 0) + 1, Department = body.Department, Area = area,
            Body = JsonSerializer.Serialize(body, Json.Options), ChangedBy = caller.Client, ChangedAt = now,
        };
        if (before is not null && JsonSerializer.Serialize(before.Schema, Json.Options) == row.Body)
        {
            ETags.Give(context, before.Version);
            return TypedResults.Ok(LedgerView.Of(before, rules, today));
        }
        if (before is not null && (await NarrowLedger.RefuseAsync(before, row, work.Connection, cancel)
            ?? await formulas.RefuseChangeAsync(row, work.Connection, cancel)) is { } refused) return refused;
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO ledger AS l (code, version, department, area, body, changed_by, changed_at)
            VALUES (@Code, @Version, @Department, @Area, @Body::jsonb, @ChangedBy, @ChangedAt)
            ON CONFLICT (code) DO UPDATE SET version = excluded.version, area = excluded.area, body = excluded.body,
                changed_by = excluded.changed_by, changed_at = excluded.changed_at;
            INSERT INTO ledger_version SELECT * FROM ledger WHERE code = @Code;
            """, row, cancellationToken: cancel));
        ETags.Give(context, row.Version);
        var view = LedgerView.Of(row, rules, today);
        return before is null ? TypedResults.Created($"/api/reports/v1/ledgers/{code}", view) : TypedResults.Ok(view);
    }
}
