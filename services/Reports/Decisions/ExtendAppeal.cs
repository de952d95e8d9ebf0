using System.Text.Json;
using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Decisions;

public static class ExtendAppeal
{
    /// <summary>Why it takes longer.</summary>
    public sealed record Body(string Reason);

    /// <summary>Extends the time to decide an appeal, once, by the days of 统计法实施条例 第11条.</summary>
    public static async Task<Results<Ok<DecisionView>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, UnitOfWork work, TimeProvider clock, Rules rules, WorkdayCalendar calendar, HttpContext context, CancellationToken cancel)
    {
        var check = new Check().Required(body.Reason, "/reason", PostAppeal.LongestText, lines: true);
        if (!check.Passes) return check.Refused;
        var row = await FindDecision.ToDecideAsync(id, caller, work, cancel);
        if (row.ExtensionReason is not null) return DecisionProblems.AlreadyExtended.Refuse();
        var today = clock.Today();
        var rule = rules.Get("form.admission.extension", today);
        await work.Connection.ExecuteAsync(new CommandDefinition(
            "UPDATE admission_appeal SET decide_by = @decideBy, rule = @rule::jsonb, extension_reason = @reason WHERE decision = @id",
            new
            {
                id, reason = Text.Clean(body.Reason), decideBy = calendar.AddDays(row.DecideBy, rule.Int).On, rule = JsonSerializer.Serialize(row.Bound(rule), Json.Options),
            }, cancellationToken: cancel));
        return TypedResults.Ok((await FindDecision.OfAsync(id, caller, work.Connection, cancel)).View(today, Language.IsChinese(context)));
    }
}
