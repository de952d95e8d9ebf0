using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Identity.Clients;

internal static class WhoAmI
{
    /// <summary>The client that this token speaks for, its unit and its roles.</summary>
    public static Ok<Client> Handle(Caller caller) => TypedResults.Ok(new Client(caller.Client, caller.Unit, [.. caller.Roles.Order()]));
}
