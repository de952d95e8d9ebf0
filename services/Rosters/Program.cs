using Datarun.Rosters.Assignments;
using Datarun.Rosters.CompTime;
using Datarun.Rosters.Divisions;
using Datarun.Rosters.Headcounts;
using Datarun.Rosters.OrgUnits;
using Datarun.Rosters.Overtime;
using Datarun.Rosters.People;
using Datarun.Rosters.Posts;
using Datarun.Rosters.Reassignments;
using Datarun.Rosters.Secondments;
using Datarun.Rosters.Shifts;
using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Microsoft.Net.Http.Headers;

namespace Datarun.Rosters;

/// <summary>Rosters: who and where. Every way in stands here.</summary>
public static class RostersService
{
    public static ServiceDefinition Definition { get; } = ServiceDefinition.Of<RostersDb>("rosters", RostersProblems.All, Routes, services: Workers);

    public static Task<int> Main(string[] args) => ServiceHost.RunAsync(Definition, args);

    private static void Routes(IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/api/rosters/v1");

        v1.MapPost("/divisions:import", ImportDivisions.HandleAsync).Needs(Role.ROSTER_KEEPER).StreamsIn().TakesBody("text/csv");
        v1.MapGet("/divisions/{code}", GetDivision.HandleAsync).NeedsToken().GivesETag();
        v1.MapPut("/divisions/{code}/end", EndDivision.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapDelete("/divisions/{code}/end", EndDivision.TakeBackEndOfAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/divisions", ListDivisions.HandleAsync).NeedsToken();

        v1.MapPut("/org-units/{code}", PutOrgUnit.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/org-units/{code}", GetOrgUnit.HandleAsync).NeedsToken().GivesETag();
        v1.MapGet("/org-units", ListOrgUnits.HandleAsync).NeedsToken();

        v1.MapPut("/posts/{code}", PutPost.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/posts/{code}", GetPost.HandleAsync).NeedsToken().GivesETag();
        v1.MapGet("/posts", ListPosts.HandleAsync).NeedsToken();
        v1.MapGet("/headcounts", ListHeadcounts.HandleAsync).NeedsToken();

        v1.MapPut("/people/{id:guid}", PutPerson.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/people/{id:guid}", GetPerson.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR, Role.DECIDER).GivesETag();
        v1.MapPut("/assignments/{id:guid}", PutAssignment.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/reassignments", ListReassignments.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR);
        v1.MapGet("/assignments", ListAssignments.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR, Role.DECIDER);

        v1.MapPut("/secondments/{id:guid}", PutSecondment.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapPost("/secondments/{id:guid}/renew", RenewSecondment.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapPost("/secondments/{id:guid}/return", ReturnSecondment.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/secondments/{id:guid}", GetSecondment.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR).GivesETag();
        v1.MapGet("/secondments", ListSecondments.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR);

        v1.MapPut("/shifts/{id:guid}", PutShift.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/shifts/{id:guid}", GetShift.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR).GivesETag();
        v1.MapPost("/shifts/{id:guid}/cancel", CancelShift.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/shifts", ListShifts.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR);
        v1.MapGet("/people/{id:guid}/load", GetLoad.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR);

        v1.MapPut("/overtime-entries/{id:guid}", PutOvertimeEntry.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/overtime-entries/{id:guid}", GetOvertimeEntry.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR).GivesETag();
        v1.MapPost("/overtime-entries/{id:guid}/approve", DecideOvertime.ApproveAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapPost("/overtime-entries/{id:guid}/refuse", DecideOvertime.RefuseAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/overtime-entries", ListOvertimeEntries.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR);

        v1.MapGet("/comp-time", ListBalances.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR);
        v1.MapGet("/comp-time/credits", ListCredits.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR);
        v1.MapPost("/comp-time/credits/{id:guid}/certify", CertifyNotTakeable.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes();
        v1.MapPost("/comp-time/{id:guid}/take", TakeTimeOff.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes();
        v1.MapGet("/comp-time/time-off", ListTimeOff.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR);
        v1.MapPost("/comp-time/time-off/{id:guid}/cancel", CancelTimeOff.HandleAsync).Needs(Role.ROSTER_KEEPER).Writes().Takes(HeaderNames.IfMatch);
        v1.MapGet("/allowance-claims", ListAllowanceClaims.HandleAsync).Needs(Role.ROSTER_KEEPER, Role.AUDITOR);
    }

    private static void Workers(WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<WatchSecondments>();
        builder.Services.AddHostedService<RecomputeOvertime>();
    }
}
