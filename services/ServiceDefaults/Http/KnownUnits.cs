using System.Collections.Frozen;
using Dapper;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Datarun.ServiceDefaults.Http;

/// <summary>
/// A list about a place or a body that nobody knows is refused rather than answered empty: an empty one would say, of a code that was mistyped, that everybody there has filed. (Rosters, which
/// registers them, lists what there is.) It is looked up only where a list is empty, after Rosters was heard out.
/// </summary>
public static class KnownUnits
{
    /// <summary>What parameters are called that name a place or a body; those that come in a record begin with a capital.</summary>
    public static FrozenSet<string> Names { get; } = new[] { "unit", "under", "department" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Has every list of the service refused that is asked about a unit which is not known.</summary>
    /// <param name="routes">Those of the service.</param>
    /// <param name="unknown">What it says of such a unit.</param>
    /// <param name="places">The table of its divisions; that of bodies is <c>org_unit</c> everywhere.</param>
    public static RouteGroupBuilder ListsKnownUnits(this RouteGroupBuilder routes, Problem unknown, string places = "division") => routes.AddEndpointFilterFactory((endpoint, next) =>
    {
        if (!IsList(endpoint.MethodInfo.ReturnType) || endpoint.MethodInfo.GetParameters().Select(p => p.Name!).Where(Names.Contains).ToArray() is not { Length: > 0 } named) return next;
        return async call =>
        {
            var answer = await next(call);
            if (IsEmpty(answer)) await MustKnowAsync(call.HttpContext, named, unknown, places);
            return answer;
        };
    });

    private static bool IsList(Type answer) => answer.IsGenericType && (answer.GetGenericTypeDefinition() == typeof(Page<>) || answer.GetGenericArguments().Any(IsList));

    private static bool IsEmpty(object? answer) => answer switch
    {
        INestedHttpResult one => IsEmpty(one.Result),
        IValueHttpResult { Value: IPage page } => page.IsEmpty(),
        _ => answer is IPage page && page.IsEmpty(),
    };

    private static async Task MustKnowAsync(HttpContext context, string[] named, Problem unknown, string places)
    {
        var (services, cancel) = (context.RequestServices, context.RequestAborted);
        foreach (var name in named)
        {
            var code = context.Request.Query[name].ToString();
            if (code.Length == 0 || code == DivisionCode.Country || code == Caller.Of(context).Unit) continue;
            if (await IsKnownAsync(services, code, places, cancel)) continue;
            await services.GetRequiredService<CatchUp>().WithAsync(cancel, "rosters");
            if (!await IsKnownAsync(services, code, places, cancel)) throw unknown.At($"?{name}", code).AsException();
        }
    }

    /// <summary>A place is known if it or anything below it is: those above need not have been imported.</summary>
    private static async Task<bool> IsKnownAsync(IServiceProvider services, string code, string places, CancellationToken cancel)
    {
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancel);
        return await connection.ExecuteScalarAsync<bool>(DivisionCode.TryParse(code, out var place)
            ? new CommandDefinition($"SELECT EXISTS (SELECT FROM {places} WHERE code >= @code COLLATE \"C\" AND code < @end COLLATE \"C\")", new { code, end = place.RangeEnd }, cancellationToken: cancel)
            : new CommandDefinition("SELECT EXISTS (SELECT FROM org_unit WHERE code = @code)", new { code }, cancellationToken: cancel));
    }
}
