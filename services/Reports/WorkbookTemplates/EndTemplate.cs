using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.WorkbookTemplates;

public static class EndTemplate
{
    /// <summary>What became of it.</summary>
    /// <param name="Version">The version that was the last.</param>
    /// <param name="EndedAt">When it was ended.</param>
    /// <param name="Erased">Whether nothing of it is left: its form was never asked for.</param>
    public sealed record Answer(string Code, int Version, DateTimeOffset EndedAt, bool Erased);

    /// <summary>
    /// Ends a department's own workbook: nobody fills it any more. Where one of its forms was asked for, its versions stay on record; else it is
    /// erased. <c>If-Match</c> refuses (412) where it was changed since. Once more changes nothing.
    /// </summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(string code, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        await work.TakeTurnAsync($"workbook-template/{code}", cancel);
        if (await Template.OfCallerAsync(code, caller, work.Connection, cancel) is not { } template) return TemplateProblems.TemplateUnknown.Refuse();
        if (template.EndedAt is { } before) return TypedResults.Ok(new Answer(code, template.Version, before, Erased: false));
        ETags.Match(context, template.Version);
        var now = clock.GetUtcNow();
        var kept = await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE workbook_template SET ended_at = @now, ended_by = @Client
            WHERE code = @code AND version = @Version AND EXISTS (SELECT FROM request r JOIN workbook_template w ON w.form = r.form WHERE w.code = @code)
            """, new { code, template.Version, now, caller.Client }, cancellationToken: cancel));
        if (kept == 0) await work.Connection.ExecuteAsync(new CommandDefinition("DELETE FROM workbook_template WHERE code = @code", new { code }, cancellationToken: cancel));
        return TypedResults.Ok(new Answer(code, template.Version, now, Erased: kept == 0));
    }
}
