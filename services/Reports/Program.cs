using Datarun.Contracts;
using Datarun.Reports.Admission;
using Datarun.Reports.Amendments;
using Datarun.Reports.Burden;
using Datarun.Reports.BurdenBudgets;
using Datarun.Reports.Calendars;
using Datarun.Reports.Catalogues;
using Datarun.Reports.DataValueSets;
using Datarun.Reports.Decisions;
using Datarun.Reports.Derivations;
using Datarun.Reports.DuplicateReports;
using Datarun.Reports.Elements;
using Datarun.Reports.Emergencies;
using Datarun.Reports.ExtensionRequests;
using Datarun.Reports.Filings;
using Datarun.Reports.Forms;
using Datarun.Reports.Formulas;
using Datarun.Reports.LedgerEntries;
using Datarun.Reports.Ledgers;
using Datarun.Reports.Lineage;
using Datarun.Reports.Progress;
using Datarun.Reports.Reactions;
using Datarun.Reports.Refusals;
using Datarun.Reports.Reminders;
using Datarun.Reports.Requests;
using Datarun.Reports.ReturnFlow;
using Datarun.Reports.Reviews;
using Datarun.Reports.RollUps;
using Datarun.Reports.Sessions;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.StandingNils;
using Datarun.Reports.Storage;
using Datarun.Reports.Tasks;
using Datarun.Reports.Validation;
using Datarun.Reports.Values;
using Datarun.Reports.WorkbookTemplates;
using Datarun.Reports.Workbooks;
using Datarun.Reports.XlsForms;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Microsoft.Net.Http.Headers;

namespace Datarun.Reports;

/// <summary>Reports: what is asked, once. Every way in stands here.</summary>
public static class ReportsService
{
    public static ServiceDefinition Definition { get; } = ServiceDefinition.Of<ReportsDb>("reports", ReportsProblems.All, Routes, Reactions, Services, prepare: TellFormulas.RunAsync, commands: RollUpCommands.All);

    public static Task<int> Main(string[] args) => ServiceHost.RunAsync(Definition, args);

    private static void Services(WebApplicationBuilder builder) => builder.Services
        .AddSingleton(Abbreviations.Default)
        .AddSingleton<Catalogue>()
        .AddSingleton<AskedForms>()
        .AddSingleton<FindTask>()
        .AddSingleton<FilingQueue>()
        .AddHostedService(provider => provider.GetRequiredService<FilingQueue>())
        .AddScoped<FileTogether>()
        .AddSingleton<FillTemplate>()
        .AddSingleton<FindFormulas>()
        .AddHostedService<DailyReminders>()
        .AddHostedService<KeepRollUps>()
        .AddHostedService<KeepMeasures>()
        .AddHostedService<NoteLateFilings>()
        .AddSingleton<GatherFacts>();

    private static void Routes(IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/api/reports/v1").ListsKnownUnits(ReportsProblems.UnitUnknown);

        v1.MapPost("/forms:simulate", SimulateForm.HandleAsync).Needs(Role.DEPARTMENT);
        v1.MapPut("/forms/{code}", PutForm.HandleAsync).Needs(Role.DEPARTMENT).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/forms/{code}", GetForm.HandleAsync).NeedsToken().GivesETag();
        v1.MapGet("/forms", ListForms.HandleAsync).NeedsToken();

        v1.MapPost("/forms/{code}/retrospective", PostRetrospective.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapGet("/emergencies", ListEmergencies.HandleAsync).Needs(Role.DEPARTMENT, Role.SHARING_AUTHORITY, Role.AUDITOR);
        v1.MapPut("/report-catalogues/{area}/{year:int}", PutReportCatalogue.HandleAsync).Needs(Role.SHARING_AUTHORITY).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/report-catalogues/{area}/{year:int}", GetReportCatalogue.HandleAsync).NeedsToken().GivesETag();
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
        v1.MapGet("/tasks/{id}", GetTask.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT).GivesETag();
        v1.MapPut("/tasks/{id}/filing", PutFiling.HandleAsync).Needs(Role.REPORTER).WritesTogether().Takes(HeaderNames.IfMatch);
        v1.MapPost("/filings:import", ImportFilings.HandleAsync).Needs(Role.REPORTER).StreamsIn().TakesBody(ReadFile.Ndjson, ReadFile.Csv);
        v1.MapGet("/filings/{id:guid}", GetFiling.HandleAsync).NeedsToken().GivesETag();
        v1.MapGet("/filings", ListFilings.HandleAsync).NeedsToken();

        v1.MapPost("/requests/{id:guid}/recall", RecallRequest.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPost("/requests/{id:guid}/extension", ExtendRequest.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPost("/requests/{id:guid}/completion", CompleteTasks.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapPost("/requests/{id:guid}/reviews", ReviewTasks.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT).Writes();
        v1.MapPost("/requests/{id:guid}/reminders", RemindUnits.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapGet("/requests/{id:guid}/progress", GetProgress.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapGet("/requests/{id:guid}/missing", ListMissing.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapGet("/missing", ListMissingOfUnit.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapGet("/timeliness", GetTimeliness.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapPost("/tasks/{id}/review", ReviewTask.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT).Writes().Takes(HeaderNames.IfMatch);
        v1.MapPost("/tasks/{id}/refusal", RefuseTask.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapPost("/tasks/{id}/extension-requests", PostExtensionRequest.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapPost("/extension-requests/{id:guid}/decision", DecideExtensionRequest.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapGet("/extension-requests", ListExtensionRequests.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapDelete("/tasks/{id}/refusal", WithdrawRefusal.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapPost("/refusals", RecordRefusal.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapGet("/refusals", ListRefusals.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapGet("/reminders", ListReminders.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapPost("/calendar-feeds", PostCalendarFeed.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapGet("/calendar-feeds", ListCalendarFeeds.HandleAsync).Needs(Role.REPORTER);
        v1.MapDelete("/calendar-feeds/{id:guid}", RevokeCalendarFeed.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapGet("/calendar/{token}.ics", GetCalendar.HandleAsync).Open().Produces<Stream>(StatusCodes.Status200OK, "text/calendar").GivesETag();

        v1.MapPut("/standing-nils/{unit}/{form}", PutStandingNil.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapDelete("/standing-nils/{unit}/{form}", RevokeStandingNil.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapGet("/standing-nils", ListStandingNils.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);

        v1.MapPost("/tasks/{id}/check", CheckTask.HandleAsync).Needs(Role.REPORTER);
        v1.MapPut("/validation-rules/{code}", PutValidationRule.HandleAsync).Needs(Role.DEPARTMENT).Writes().Takes(HeaderNames.IfMatch);
        v1.MapDelete("/validation-rules/{code}", DeleteValidationRules.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapGet("/validation-rules/{code}", ReadValidationRules.GetAsync).NeedsToken().GivesETag();
        v1.MapGet("/validation-rules", ReadValidationRules.ListAsync).NeedsToken();

        v1.MapGet("/tasks/{id}/workbook", GetTaskWorkbook.HandleAsync).Needs(Role.REPORTER).GivesWorkbook().GivesETag();
        v1.MapPut("/tasks/{id}/workbook", PutTaskWorkbook.HandleAsync).Needs(Role.REPORTER).Writes().TakesWorkbook().Takes(HeaderNames.IfMatch);
        v1.MapGet("/requests/{id:guid}/workbook", GetRequestWorkbook.HandleAsync).Needs(Role.REPORTER).GivesWorkbook();
        v1.MapPost("/requests/{id:guid}/workbook", PostRequestWorkbook.HandleAsync).Needs(Role.REPORTER).Writes().TakesWorkbook();
        v1.MapPost("/forms:fromXlsForm", PostXlsForm.HandleAsync).Needs(Role.DEPARTMENT).TakesWorkbook();
        v1.MapGet("/forms/{code}/xlsform", GetXlsForm.HandleAsync).NeedsToken().GivesWorkbook().GivesETag();
        v1.MapGet("/requests/{id:guid}/filings.csv", ExportFilings.HandleAsync).NeedsToken().Produces<Stream>(StatusCodes.Status200OK, "text/csv");

        v1.MapPut("/workbook-templates/{code}", PutTemplate.HandleAsync).Needs(Role.DEPARTMENT).Writes().TakesWorkbook().Takes(HeaderNames.IfMatch);
        v1.MapPut("/workbook-templates/{code}/mapping", PutMapping.HandleAsync).Needs(Role.DEPARTMENT).Writes().Takes(HeaderNames.IfMatch);
        v1.MapDelete("/workbook-templates/{code}", EndTemplate.HandleAsync).Needs(Role.DEPARTMENT).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/workbook-templates", ListTemplates.HandleAsync).Needs(Role.DEPARTMENT);
        v1.MapGet("/workbook-templates/{code}", GetTemplate.HandleAsync).Needs(Role.DEPARTMENT).GivesETag();
        v1.MapGet("/workbook-templates/{code}/suggestion", SuggestMapping.HandleAsync).Needs(Role.DEPARTMENT);
        v1.MapGet("/workbook-templates/{code}/filled", FillTemplate.FilledAsync).Needs(Role.DEPARTMENT).GivesWorkbook();
        v1.MapGet("/workbook-templates/{code}/coverage", FillTemplate.CoverageOfAsync).Needs(Role.DEPARTMENT);

        v1.MapPut("/ledgers/{code}", PutLedger.HandleAsync).Needs(Role.DEPARTMENT).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/ledgers/{code}", GetLedger.HandleAsync).NeedsToken().GivesETag();
        v1.MapGet("/ledgers", ListLedgers.HandleAsync).NeedsToken();
        v1.MapPost("/ledgers/{code}/entries", PostEntry.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapPost("/ledgers/{code}/entries:import", ImportEntries.HandleAsync).Needs(Role.REPORTER).StreamsIn().TakesBody(ReadFile.Csv, ReadFile.Xlsx, ReadFile.Ndjson);
        v1.MapGet("/ledgers/{code}/entries:export", ExportEntries.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT).Produces<Stream>(StatusCodes.Status200OK, "text/csv", UploadedWorkbook.MediaType, "application/x-ndjson");
        v1.MapGet("/ledgers/{code}/entries", ListEntries.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapPost("/ledgers/{code}/entries:search", SearchEntries.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapGet("/ledger-entries/{id:guid}", GetEntry.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT).GivesETag();
        v1.MapPut("/ledger-entries/{id:guid}", PutEntry.HandleAsync).Needs(Role.REPORTER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapDelete("/ledger-entries/{id:guid}", CloseEntry.HandleAsync).Needs(Role.REPORTER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapPut("/formulas/{element}", PutFormula.HandleAsync).Needs(Role.DEPARTMENT).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/formulas/{element}", GetFormula.HandleAsync).NeedsToken().GivesETag();
        v1.MapGet("/formulas", ListFormulas.HandleAsync).NeedsToken();
        v1.MapPost("/tasks/{id}/generation", GenerateTask.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapPost("/requests/{id:guid}/generation", GenerateRequest.HandleAsync).Needs(Role.DEPARTMENT, Role.REPORTER).Writes();
        v1.MapGet("/tasks/{id}/cells/{element}/rows", ListCellRows.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);

        v1.MapPut("/values:record", RecordValues.HandleAsync).Needs(Role.DEPARTMENT).StreamsIn().TakesBody(ReadFile.Ndjson);
        v1.MapGet("/rollups", GetRollUps.HandleAsync).NeedsToken();
        v1.MapGet("/rollups/explain", ExplainRollUp.HandleAsync).NeedsToken();

        v1.MapPost("/dataValueSets", RecordDataValueSet.HandleAsync).Needs(Role.DEPARTMENT).StreamsIn().TakesBody("application/json", "application/adx+xml");
        v1.MapGet("/return-flow", ReadReturnFlow.HandleAsync).Needs(Role.REPORTER);
        v1.MapGet("/burden", GetBurden.HandleAsync).NeedsToken();

        v1.MapGet("/values/history", ReadHistory.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapGet("/values/lineage", GetLineage.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapGet("/values/stale", ListStale.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapGet("/filings/{id:guid}/changes", ListChanges.HandleAsync).NeedsToken();
        v1.MapGet("/amendments", ListAmendments.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapGet("/amendments/{id:guid}", GetAmendment.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT);
        v1.MapPost("/amendments/{id:guid}/waiver", WaiveAmendment.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT).Writes();

        v1.MapPost("/tasks/{id}/sessions", PostSession.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapPost("/tasks/{id}/sessions/{session}/beats", PostBeat.HandleAsync).Needs(Role.REPORTER).Writes();
        v1.MapGet("/tasks/{id}/minutes", GetTaskMinutes.HandleAsync).Needs(Role.REPORTER);
        v1.MapGet("/burden/forms", ListFormCosts.HandleAsync).NeedsToken();
        v1.MapGet("/burden/weeks", GetWeeks.HandleAsync).NeedsToken();
        v1.MapGet("/burden/league", GetLeague.HandleAsync).NeedsToken();
        v1.MapPut("/burden-budgets/units/{area}/{level}/{validFrom}", PutUnitBudget.HandleAsync).Needs(Role.SHARING_AUTHORITY).Writes().Takes(HeaderNames.IfMatch);
        v1.MapPut("/burden-budgets/departments/{department}/{validFrom}", PutDepartmentBudget.HandleAsync).Needs(Role.SHARING_AUTHORITY).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/burden-budgets/units/{unit}", GetBudget.GetUnitAsync).NeedsToken();
        v1.MapGet("/burden-budgets/departments/{department}", GetBudget.GetDepartmentAsync).NeedsToken();
        v1.MapGet("/burden-budgets", ListBudgets.HandleAsync).NeedsToken();
    }

    private static void Reactions(ServiceDefaults.Bus.Reactions on) => on
        .On<DivisionsChanged>("keep-divisions", KeepDivisions.ReactAsync)
        .On<OrgUnitChanged>("keep-org-units", KeepOrgUnits.ReactAsync)
        .On<ElementChanged>("keep-elements", KeepElements.ReactAsync)
        .On<GrantChanged>("keep-grants", KeepGrants.ReactAsync)
        .On<AssignmentChanged>("record-headcounts", RecordHeadcounts.OnAssignmentsAsync)
        .On<AssignmentChanged>("keep-posts", KeepPosts.ReactAsync)
        .On<SecondmentChanged>("keep-secondments", KeepSecondments.ReactAsync)
        .On<CorrectionAccepted>("correct-values", CorrectValues.ReactAsync)
        .On<LedgerEntriesChanged>("derive-values", DeriveValues.OnEntriesAsync)
        .On<FormulaChanged>("derive-by-formula", DeriveValues.OnFormulasAsync)
        .On<ReportRequested>("derive-requested", DeriveValues.OnRequestsAsync);
}
