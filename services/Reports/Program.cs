using Datarun.Contracts;
using Datarun.Reports.Admission;
using Datarun.Reports.Burden;
using Datarun.Reports.Catalogues;
using Datarun.Reports.Decisions;
using Datarun.Reports.DuplicateReports;
using Datarun.Reports.Elements;
using Datarun.Reports.Emergencies;
using Datarun.Reports.Filings;
using Datarun.Reports.Forms;
using Datarun.Reports.Reactions;
using Datarun.Reports.Requests;
using Datarun.Reports.RollUps;
using Datarun.Reports.StandingNils;
using Datarun.Reports.Storage;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports;

/// <summary>Reports: what is asked, once. Every way in stands here.</summary>
public static class ReportsService
{
    public static ServiceDefinition Definition { get; } = ServiceDefinition.Of<ReportsDb>("reports", ReportsProblems.All, Routes, Reactions, Services);

    public static Task<int> Main(string[] args) => ServiceHost.RunAsync(Definition, args);

    private static void Services(WebApplicationBuilder builder) => builder.Services
        .AddSingleton<Catalogue>()
        .AddSingleton<AskedForms>()
        .AddSingleton<FindTask>()
        .AddSingleton<FilingQueue>()
        .AddHostedService(provider => provider.GetRequiredService<FilingQueue>())
        .AddScoped<FileTogether>()
        .AddSingleton<GatherFacts>();

    private static void Routes(IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/api/reports/v1");

        v1.MapPost("/forms:simulate", SimulateForm.HandleAsync).Needs(Role.DEPARTMENT);
        v1.MapPut("/forms/{code}", PutForm.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapGet("/forms/{code}", GetForm.HandleAsync).NeedsToken();
        v1.MapGet("/forms", ListForms.HandleAsync).NeedsToken();

        v1.MapPost("/forms/{code}/retrospective", PostRetrospective.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapGet("/emergencies", ListEmergencies.HandleAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY, Role.AUDITOR);
        v1.MapPut("/report-catalogues/{area}/{year:int}", PutReportCatalogue.HandleAsync).Needs(Role.SHARING_AUTHORITY).Writes();
        v1.MapGet("/report-catalogues/{area}/{year:int}", GetReportCatalogue.HandleAsync).NeedsToken();
        v1.MapGet("/admission-decisions", ListDecisions.HandleAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY, Role.AUDITOR);
        v1.MapGet("/admission-decisions/{id:guid}", GetDecision.HandleAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY, Role.AUDITOR);
        v1.MapPost("/admission-decisions/{id:guid}/appeal", PostAppeal.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPost("/admission-decisions/{id:guid}/extension", ExtendAppeal.HandleAsync).Needs(Role.SHARING_AUTHORITY).Writes();
        v1.MapPost("/admission-decisions/{id:guid}/decision", DecideAppeal.HandleAsync).Needs(Role.SHARING_AUTHORITY).Writes();
        v1.MapPost("/duplicate-reports", PostDuplicateReport.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapGet("/duplicate-reports", ListDuplicateReports.HandleAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY);
        v1.MapGet("/duplicate-reports/{id:guid}", GetDuplicateReport.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT, Role.SHARING_AUTHORITY);
        v1.MapPost("/duplicate-reports/{id:guid}/decision", DecideDuplicateReport.HandleAsync).Needs(Role.SHARING_AUTHORITY).Writes();

        v1.MapPost("/requests", PostRequest.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapGet("/requests/{id:guid}", GetRequest.HandleAsync).NeedsToken();

        v1.MapGet("/tasks", ListTasks.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapGet("/tasks/{id}", GetTask.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapPut("/tasks/{id}/filing", PutFiling.HandleAsync).Needs(Role.REPORTER).WritesTogether();
        v1.MapPost("/filings:import", ImportFilings.HandleAsync).Needs(Role.REPORTER).StreamsIn();
        v1.MapGet("/filings/{id:guid}", GetFiling.HandleAsync).NeedsToken();
        v1.MapGet("/filings", ListFilings.HandleAsync).NeedsToken();

        v1.MapPut("/standing-nils/{unit}/{form}", PutStandingNil.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapDelete("/standing-nils/{unit}/{form}", RevokeStandingNil.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapGet("/standing-nils", ListStandingNils.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);

        v1.MapPut("/values:record", RecordValues.HandleAsync).Needs(Role.DEPARTMENT).StreamsIn();
        v1.MapGet("/rollups", GetRollUps.HandleAsync).NeedsToken();
        v1.MapGet("/burden", GetBurden.HandleAsync).NeedsToken();
    }

    private static void Reactions(ServiceDefaults.Bus.Reactions on) => on
        .On<DivisionsChanged>("keep-divisions", KeepDivisions.ReactAsync)
        .On<OrgUnitChanged>("keep-org-units", KeepOrgUnits.ReactAsync)
        .On<ElementChanged>("keep-elements", KeepElements.ReactAsync)
        .On<GrantChanged>("keep-grants", KeepGrants.ReactAsync)
        .On<AssignmentChanged>("record-headcounts", RecordHeadcounts.OnAssignmentsAsync)
        .On<CorrectionAccepted>("correct-values", CorrectValues.ReactAsync);
}
