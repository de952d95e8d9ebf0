using Dapper;
using Datarun.Exchange.Audit;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Exchange.DeliveryHosts;

/// <summary>Closes a host for deliveries.</summary>
public static class DeleteDeliveryHost
{
    /// <summary>Closes a host that was opened: no connection is made to its private addresses any more, and those that are open end within two minutes. Deliveries to it fail and wait.</summary>
    /// <param name="host">An address or a name, as it was opened.</param>
    public static async Task<NoContent> HandleAsync(string host, Caller caller, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var name = HostName.Read(host);
        var closed = await work.Connection.ExecuteAsync(new CommandDefinition("DELETE FROM delivery_host WHERE host = @name", new { name }, cancellationToken: cancel));
        if (closed == 0) throw ExchangeProblems.DeliveryHostUnknown.Refuse().AsException();
        await AuditLog.AppendAsync(work.Connection, [new(clock.GetUtcNow(), AuditAction.DELIVERY_HOST_CHANGED, caller.Unit, caller.Client) { Outcome = "DELETE", Host = new(name!, []) }], cancel);
        return TypedResults.NoContent();
    }
}
