using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Emergencies;

public static class PostRetrospective
{
    private const int LongestReport = 4000;

    /// <summary>What is reported.</summary>
    /// <param name="Report">What was asked, what for, and what came of it.</param>
    public sealed record Body(string Report);

    /// <summary>What was reported by it.</summary>
    public sealed record Answer(string Form, IReadOnlyList<EmergencyUse> Reported);

    /// <summary>Reports a form's emergencies afterwards (事后补报), all that are open. Reported late it still opens the way for the next one, and stays late.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        string code, Body body, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var check = new Check().Required(body.Report, "/report", LongestReport, lines: true);
        if (!check.Passes) return check.Refused;
        var department = await work.Connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT department FROM form WHERE code = @code", new { code }, cancellationToken: cancel));
        if (department is null) return ReportsProblems.FormUnknown.Refuse();
        caller.MustCover(department);
        var today = clock.Today();
        var rows = (await work.Connection.QueryAsync<EmergencyRow>(new CommandDefinition(
            $"""
            UPDATE emergency_use SET report = @report, reported_on = @today WHERE form = @code AND department = @department AND reported_on IS NULL
            RETURNING {EmergencyRow.Columns}
            """, new { code, department, report = Text.Clean(body.Report), today }, cancellationToken: cancel))).ToList();
        return rows.Count == 0 ? EmergencyProblems.NothingToReport.Refuse() : TypedResults.Ok(new Answer(code, rows.ConvertAll(r => r.On(today))));
    }
}
