using System.Text.Json;
using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Decisions;

public static class PostAppeal
{
    internal const int LongestText = 4000;

    /// <summary>What is appealed on.</summary>
    /// <param name="Reasons">Why the grounds do not hold here.</param>
    public sealed record Body(string Reasons);

    /// <summary>
    /// Appeals a refusal to the same-level authority, once. It decides within the days of 统计法实施条例 第11条, which binds statistical forms and is
    /// applied to all; until then the refusal stands.
    /// </summary>
    public static async Task<Results<Created<DecisionView>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, UnitOfWork work, TimeProvider clock, Rules rules, WorkdayCalendar calendar, HttpContext context, CancellationToken cancel)
    {
        var check = new Check().Required(body.Reasons, "/reasons", LongestText, lines: true);
        if (!check.Passes) return check.Refused;
        var row = await FindDecision.OfAsync(id, caller, work.Connection, cancel);
        caller.MustCover(row.Department);
        if (row.Decision != "REJECTED") return DecisionProblems.NothingToAppeal.Refuse();
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var rule = rules.Get("form.admission.decide", today);
        var made = await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO admission_appeal (decision, reasons, appealed_by, appealed_at, decide_by, rule)
            VALUES (@id, @reasons, @Unit, @now, @decideBy, @rule::jsonb) ON CONFLICT (decision) DO NOTHING
            """,
            new
            {
                id, reasons = Text.Clean(body.Reasons), caller.Unit, now, decideBy = calendar.AddDays(today, rule.Int).On,
                rule = JsonSerializer.Serialize(row.Bound(rule), Json.Options),
            }, cancellationToken: cancel));
        if (made == 0) return DecisionProblems.AlreadyAppealed.Refuse();
        row = await FindDecision.OfAsync(id, caller, work.Connection, cancel);
        return TypedResults.Created($"/api/reports/v1/admission-decisions/{id}", row.View(today, Language.IsChinese(context)));
    }
}
