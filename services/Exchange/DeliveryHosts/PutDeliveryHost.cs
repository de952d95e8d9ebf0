using System.Net;
using Dapper;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Subscriptions;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Exchange.DeliveryHosts;

/// <summary>On what terms a host is opened.</summary>
/// <param name="Reason">Why; required.</param>
/// <param name="Ports">Which ports; 80 and 443 unless said.</param>
/// <param name="Until">The last day; without end unless said.</param>
public sealed record DeliveryHostFields(string? Reason = null, IReadOnlyList<int>? Ports = null, DateOnly? Until = null);

/// <summary>Opens a host for deliveries.</summary>
public static class PutDeliveryHost
{
    private const int LongestReason = 500, MostPorts = 20, HighestPort = 65535;
    private static readonly int[] OfTheWeb = [80, 443];

    /// <summary>
    /// Lets deliveries go to a host with a private address, or changes on what terms. A name opens private addresses only; this machine, its link and reserved
    /// addresses are opened by the address itself. Holds for connections made from now on.
    /// </summary>
    /// <param name="host">An address or a name, without port: <c>10.20.30.40</c>.</param>
    public static async Task<Results<Created<DeliveryHost>, Ok<DeliveryHost>>> HandleAsync(
        string host, DeliveryHostFields body, Caller caller, HttpContext context, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var (name, reason, now) = (HostName.Read(host), Text.Clean(body.Reason), clock.GetUtcNow());
        int[] ports = [.. (body.Ports ?? OfTheWeb).Distinct().Order()];
        new Check()
            .That(name is not null && !(IPAddress.TryParse(name, out var address) && AddressKinds.Of(address) == AddressKind.NEVER), "", ExchangeProblems.HostInvalid, host)
            .Required(reason, "/reason", LongestReason)
            .That(ports.Length is > 0 and <= MostPorts && Array.TrueForAll(ports, p => p is > 0 and <= HighestPort), "/ports", ExchangeProblems.PortsInvalid)
            .That(body.Until is null || body.Until >= clock.Today(), "/until", ExchangeProblems.UntilPassed)
            .Enforce();

        ETags.Match(context, await work.Connection.ExecuteScalarAsync<int?>(new CommandDefinition("SELECT version FROM delivery_host WHERE host = @name FOR UPDATE", new { name }, cancellationToken: cancel)) ?? 0);
        var version = await work.Connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            INSERT INTO delivery_host AS h (host, ports, reason, until, opened_by, client, opened_at, version) VALUES (@name, @ports, @reason, @Until, @Unit, @Client, @now, 1)
            ON CONFLICT (host) DO UPDATE SET ports = excluded.ports, reason = excluded.reason, until = excluded.until, opened_by = excluded.opened_by, client = excluded.client,
                opened_at = excluded.opened_at, version = h.version + 1
            RETURNING version
            """, new { name, ports, reason, body.Until, caller.Unit, caller.Client, now }, cancellationToken: cancel));
        await AuditLog.AppendAsync(work.Connection,
            [new(now, AuditAction.DELIVERY_HOST_CHANGED, caller.Unit, caller.Client) { Outcome = "PUT", Host = new(name!, ports, reason, body.Until) }], cancel);
        ETags.Give(context, version);
        var view = new DeliveryHost(name!, ports, reason!, body.Until, caller.Unit, caller.Client, now, version);
        return version == 1 ? TypedResults.Created($"/api/exchange/v1/delivery-hosts/{name}", view) : TypedResults.Ok(view);
    }
}
