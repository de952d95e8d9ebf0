using Datarun.Contracts;
using Datarun.Exchange.Elements;
using Datarun.Exchange.Reactions;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Exchange;

/// <summary>Exchange: what is known, and who may use it. Every way in stands here.</summary>
public static class ExchangeService
{
    public static ServiceDefinition Definition { get; } = ServiceDefinition.Of<ExchangeDb>("exchange", ExchangeProblems.All, Routes, Reactions);

    public static Task<int> Main(string[] args) => ServiceHost.RunAsync(Definition, args);

    private static void Routes(IEndpointRouteBuilder app)
    {
        var v1 = app.MapGroup("/api/exchange/v1");
        v1.MapPut("/elements/{code}", PutElement.HandleAsync).Needs(Role.DEPARTMENT).Writes();
        v1.MapGet("/elements/{code}", GetElement.HandleAsync).NeedsToken();
        v1.MapGet("/elements", ListElements.HandleAsync).NeedsToken();
    }

    private static void Reactions(ServiceDefaults.Bus.Reactions on) => on
        .On<OrgUnitChanged>("keep-org-units", KeepOrgUnits.ReactAsync);
}
