using Datarun.Accountability.Cases;
using Datarun.Accountability.DutyLists;
using Datarun.Accountability.Inspections;
using Datarun.Accountability.Objections;
using Datarun.Accountability.Reactions;
using Datarun.Accountability.Storage;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Microsoft.Net.Http.Headers;

namespace Datarun.Accountability;

/// <summary>Accountability: limited to duties in force, and with due process. Every way in stands here.</summary>
public static class AccountabilityService
{
    public static ServiceDefinition Definition { get; } = ServiceDefinition.Of<AccountabilityDb>(
        "accountability", AccountabilityProblems.All, Routes, Reactions, builder => builder.Services.AddSingleton<Units>(), prepare: Immutable.PrepareAsync);

    public static Task<int> Main(string[] args) => ServiceHost.RunAsync(Definition, args);

    private static void Routes(IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/api/accountability/v1").ListsKnownUnits(AccountabilityProblems.UnitUnknown, places: "place");
        v1.MapPut("/duty-lists/{unit}/{validFrom}", PutDutyList.HandleAsync).Needs(Role.SHARING_AUTHORITY).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/duty-lists/{unit}", GetDutyList.HandleAsync).NeedsToken().GivesETag();

        v1.MapPut("/inspection-plans/{department}/{year:int}", PutInspectionPlan.HandleAsync).Needs(Role.INSPECTOR, Role.SHARING_AUTHORITY).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/inspection-plans/{department}/{year:int}", GetInspectionPlan.HandleAsync).NeedsToken().GivesETag();
        v1.MapPost("/inspections", ScheduleInspection.HandleAsync).Needs(Role.INSPECTOR).Writes();
        v1.MapGet("/inspections", ListInspections.HandleAsync).NeedsToken();

        v1.MapPost("/objections", RecordObjection.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT).Writes();
        v1.MapGet("/objections", ListObjections.HandleAsync).Needs(Role.REPORTER, Role.DEPARTMENT, Role.DECIDER, Role.AUDITOR);

        v1.MapPost("/cases", OpenCase.HandleAsync).Needs(Role.DECIDER).Writes();
        v1.MapPost("/cases/{id:guid}/{step}", TakeStep.HandleAsync).Needs(Role.DECIDER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/cases/{id:guid}", GetCase.HandleAsync).Needs(Role.DECIDER, Role.AUDITOR).GivesETag();
        v1.MapGet("/cases", ListCases.HandleAsync).Needs(Role.DECIDER, Role.AUDITOR);
    }

    private static void Reactions(ServiceDefaults.Bus.Reactions on) => on
        .On<DivisionsChanged>("keep-places", KeepPlaces.ReactAsync)
        .On<OrgUnitChanged>("keep-org-units", KeepOrgUnits.ReactAsync)
        .On<AssignmentChanged>("keep-assignments", KeepAssignments.ReactAsync)
        .On<FilingSubmitted>("keep-filings", KeepFilings.ReactAsync);
}
