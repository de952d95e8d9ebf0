using Datarun.Exchange.Storage;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>Lists sharing requests.</summary>
public static class ListSharingRequests
{
    /// <summary>
    /// The requests that the caller has to do with, oldest first: <c>role</c> consumer or provider narrows to one side; a sharing
    /// authority sees those of its area, and so what is OVERDUE.
    /// </summary>
    /// <param name="role"><c>consumer</c> for those that the caller has made, <c>provider</c> for those that it has to answer; both where it is left out.</param>
    public static async Task<Ok<Page<SharingRequestView>>> HandleAsync(
        string? role, SharingRequestState? state, [AsParameters] PageQuery page, Caller caller, ExchangeDb db, CancellationToken cancel)
    {
        var requests = db.SharingRequests.AsNoTracking();
        var unit = caller.Unit;
        requests = role?.ToLowerInvariant() switch
        {
            "consumer" => requests.Where(r => r.Consumer == unit),
            "provider" => requests.Where(r => r.Provider == unit),
            null when caller.IsAdministrator => requests,
            null when caller.Is(Role.SHARING_AUTHORITY) => InArea(requests, UnitRange.OverseenBy(caller, Role.SHARING_AUTHORITY), unit),
            null => requests.Where(r => r.Consumer == unit || r.Provider == unit),
            _ => throw CommonProblems.ParameterInvalid.At("?role", "consumer, provider").AsException(),
        };
        if (state is { } wanted) requests = requests.Where(r => r.State == wanted);
        if (page.AfterId() is { } after) requests = requests.Where(r => r.Id > after);
        var rows = await requests.OrderBy(r => r.Id).Take(page.Size + 1).ToListAsync(cancel);
        return TypedResults.Ok(page.Of(rows.ConvertAll(r => SharingRequestView.Of(r)), r => [r.Id.ToString()]));
    }

    private static IQueryable<SharingRequest> InArea(IQueryable<SharingRequest> requests, UnitRange area, string unit)
    {
        var (from, to) = (area.From, area.To);
        return requests.Where(r => r.Consumer == unit || r.Provider == unit
            || (r.Consumer.CompareTo(from) >= 0 && r.Consumer.CompareTo(to) < 0)
            || (r.Provider != null && r.Provider.CompareTo(from) >= 0 && r.Provider.CompareTo(to) < 0));
    }
}
