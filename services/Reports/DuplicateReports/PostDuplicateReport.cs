using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.DuplicateReports;

public static class PostDuplicateReport
{
    private const int LongestTitle = 200;
    private const int LongestText = 4000;
    private const int CountyDigits = 6;

    /// <summary>What is reported.</summary>
    /// <param name="Text">What is asked twice. It is shown to the asker: whoever wants to stay unknown does not sign it.</param>
    /// <param name="Form">A form of this system.</param>
    /// <param name="Title">For an ask outside the system: what it is called.</param>
    /// <param name="Department">For an ask outside the system: who asks, if known.</param>
    /// <param name="DuplicateOf">The form that asks the same already, if known.</param>
    public sealed record Body(string Text, string? Form = null, string? Title = null, string? Department = null, string? DuplicateOf = null);

    /// <summary>
    /// Reports a duplicate ask, without a name: anyone who is asked for it may. The id in the answer is the only thread back to the reporter, who
    /// follows the report by it. The asker is not shown the report where so few units were asked that it could guess.
    /// </summary>
    public static async Task<Results<Created<DuplicateReport>, Refused>> HandleAsync(
        Body body, Caller caller, UnitOfWork work, TimeProvider clock, Rules rules, CancellationToken cancel)
    {
        var check = new Check().Required(body.Text, "/text", LongestText, lines: true)
            .That(Text.IsBlank(body.Form) != Text.IsBlank(body.Title), "/form", DuplicateReportProblems.FormOrTitle)
            .Storable(body.Form, "/form", LongestTitle).Storable(body.Title, "/title", LongestTitle).Storable(body.DuplicateOf, "/duplicateOf", LongestTitle)
            .That(body.Department is null || (body.Form is null && OrgUnitCode.TryParse(body.Department, out _)), "/department", CommonProblems.CodeInvalid);
        if (!check.Passes) return check.Refused;
        if (Place.Read(caller.Area ?? Place.Country) is not { } place) return ReportsProblems.UnitUnknown.Refuse();
        var facts = await ReadAsync(body, caller, place, work, cancel);
        if (body.Form is not null && facts.FormTitle is null) return ReportsProblems.FormUnknown.At("/form", body.Form);
        if (body.Form is not null && facts.Asked == 0) return ReportsProblems.NotRequested.At("/form", body.Form);
        if (body.DuplicateOf is not null && !facts.DuplicateKnown) return ReportsProblems.FormUnknown.At("/duplicateOf", body.DuplicateOf);
        if (body.Department is not null && facts.Area is null) return ReportsProblems.UnitUnknown.At("/department", body.Department);
        var today = clock.Today();
        var most = rules.Get("report.duplicate.perDay", today);
        if (await CountReports.OfAsync(caller, today, work, cancel) > most.Int)
            return DuplicateReportProblems.TooMany.Refuse().With("most", most.Int).With("rule", most.Reference);

        var row = new DuplicateReportRow
        {
            // Not of the time: a version 7 id would say the second in which it was made.
            Id = Guid.NewGuid(), Area = facts.Area ?? place.Code[..Math.Min(CountyDigits, place.Code.Length)], Form = body.Form,
            Title = facts.FormTitle ?? Text.Clean(body.Title)!, Department = facts.Department ?? body.Department, DuplicateOf = body.DuplicateOf,
            Text = Text.Clean(body.Text)!, Shown = body.Form is not null && facts.Asked >= rules.Get("report.duplicate.anonymity", today).Int, ReportedOn = today, State = "OPEN",
        };
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO duplicate_report (id, area, form, title, department, duplicate_of, text, shown, reported_on, state)
            VALUES (@Id, @Area, @Form, @Title, @Department, @DuplicateOf, @Text, @Shown, @ReportedOn, @State)
            """, row, cancellationToken: cancel));
        return TypedResults.Created($"/api/reports/v1/duplicate-reports/{row.Id}", row.View);
    }

    private static Task<Facts> ReadAsync(Body body, Caller caller, Place place, UnitOfWork work, CancellationToken cancel) =>
        work.Connection.QuerySingleAsync<Facts>(new CommandDefinition(
            """
            SELECT f.title AS form_title, f.department, coalesce(f.area, o.division) AS area,
                coalesce((SELECT max(tasks) FROM request r WHERE r.form = f.code AND (@everywhere OR (r.low < @High AND @Low < r.high))), 0) AS asked,
                EXISTS (SELECT FROM form d WHERE d.code = @DuplicateOf) AS duplicate_known
            FROM (VALUES (1)) AS one LEFT JOIN form f ON f.code = @Form LEFT JOIN org_unit o ON o.code = @Department
            """, new { body.Form, body.Department, body.DuplicateOf, place.Low, place.High, everywhere = caller.IsAdministrator }, cancellationToken: cancel));

    private sealed record Facts
    {
        public string? FormTitle { get; init; }
        public string? Department { get; init; }
        public string? Area { get; init; }
        public long Asked { get; init; }
        public bool DuplicateKnown { get; init; }
    }
}
