using System.Collections.Concurrent;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Datarun.ServiceDefaults.Http;

/// <summary>
/// Refuses what no parameter of an address can mean, before any call looks at it: U+0000, which PostgreSQL cannot take (and after which Npgsql would misread what the
/// next caller is answered on the same connection, where it had just prepared the statement); and an enumeration by number or by several names, of which some would mean
/// nothing and find nothing.
/// </summary>
public sealed class PlainParameters(RequestDelegate next)
{
    private readonly ConcurrentDictionary<Endpoint, Enumeration[]> _known = new();

    public Task InvokeAsync(HttpContext context) => Refuse(context) is { } refused ? refused.ExecuteAsync(context) : next(context);

    private Refused? Refuse(HttpContext context)
    {
        var request = context.Request;
        if (request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true
            && request.Query.FirstOrDefault(p => p.Key.Contains('\0') || p.Value.Any(v => v?.Contains('\0') == true)) is { Key: { } name })
            return CommonProblems.ParameterInvalid.At($"?{name.Replace("\0", "", StringComparison.Ordinal)}", "≠ U+0000");
        if (context.GetEndpoint() is not { } endpoint) return null;
        foreach (var parameter in _known.GetOrAdd(endpoint, EnumerationsOf))
        {
            var given = request.RouteValues.TryGetValue(parameter.Name, out var part) ? (string?)part : request.Query[parameter.Name].ToString();
            if (!string.IsNullOrEmpty(given) && !parameter.Names.Contains(given, StringComparer.OrdinalIgnoreCase))
                return CommonProblems.ParameterInvalid.At($"?{parameter.Name}", string.Join(", ", parameter.Names));
        }
        return null;
    }

    private static Enumeration[] EnumerationsOf(Endpoint endpoint) =>
    [
        .. from parameter in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
           let type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType
           where type.IsEnum
           select new Enumeration(parameter.Name, Enum.GetNames(type)),
    ];

    /// <summary>A parameter that is one of several names.</summary>
    private sealed record Enumeration(string Name, string[] Names);
}
