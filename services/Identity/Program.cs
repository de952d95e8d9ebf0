using Datarun.Identity.Clients;
using Datarun.Identity.Storage;
using Datarun.Identity.Tokens;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Identity;

/// <summary>Identity: who is calling. Every way in stands here.</summary>
public static class IdentityService
{
    public static ServiceDefinition Definition { get; } = ServiceDefinition.Of<IdentityDb>(
        "identity", IdentityProblems.All, Routes, services: builder => TokenServer.Add(builder), prepare: FirstClients.RegisterAsync);

    public static Task<int> Main(string[] args) => ServiceHost.RunAsync(Definition, args);

    private static void Routes(IEndpointRouteBuilder app)
    {
        app.MapPost("/connect/token", IssueToken.HandleAsync).Open().AddOpenApiOperationTransformer(TokenDescription.CompleteAsync);
        app.MapGet("/clients/ended", ListEndedClients.HandleAsync).Open().ExcludeFromDescription();

        var v1 = app.MapGroup("/api/identity/v1");
        v1.MapPut("/clients/{id}", PutClient.HandleAsync).Needs(Role.ADMINISTRATOR);
        v1.MapGet("/clients", ListClients.HandleAsync).Needs(Role.ADMINISTRATOR);
        v1.MapDelete("/clients/{id}", DeleteClient.HandleAsync).Needs(Role.ADMINISTRATOR).Writes();
        v1.MapGet("/me", WhoAmI.Handle).NeedsToken();
    }
}
