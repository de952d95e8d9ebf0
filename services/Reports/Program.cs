using Datarun.Contracts;
using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Reactions;
using Datarun.Reports.Storage;
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
        .AddSingleton<GatherFacts>();

    private static void Routes(IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/api/reports/v1");

        v1.MapPost("/forms:simulate", SimulateForm.HandleAsync).Needs(Role.DEPARTMENT);
        v1.MapPut("/forms/{code}", PutForm.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapGet("/forms/{code}", GetForm.HandleAsync).NeedsToken();
        v1.MapGet("/forms", ListForms.HandleAsync).NeedsToken();
    }

    private static void Reactions(ServiceDefaults.Bus.Reactions on) => on
        .On<DivisionsChanged>("keep-divisions", KeepDivisions.ReactAsync)
        .On<OrgUnitChanged>("keep-org-units", KeepOrgUnits.ReactAsync)
        .On<ElementChanged>("keep-elements", KeepElements.ReactAsync)
        .On<GrantChanged>("keep-grants", KeepGrants.ReactAsync);
}
