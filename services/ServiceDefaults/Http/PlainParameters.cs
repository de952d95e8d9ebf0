using System.Collections.Concurrent;
using System.Text.Json;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Datarun.ServiceDefaults.Http;

/// <summary>
/// Refuses what no parameter of an address can mean, before any call looks at it: U+0000, which PostgreSQL cannot take (and after which Npgsql would misread what the
/// next caller is answered on the same connection, where it had just prepared the statement); an enumeration by number or by several names, of which some would mean
/// nothing and find nothing; and the code of a unit that none can have.
/// </summary>
public sealed class PlainParameters(RequestDelegate next)
{
    private readonly ConcurrentDictionary<Endpoint, Known[]> _known = new();

    public Task InvokeAsync(HttpContext context) => Refuse(context) is { } refused ? refused.ExecuteAsync(context) : next(context);

    private Refused? Refuse(HttpContext context)
    {
        var request = context.Request;
        if (request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) == true
            && request.Query.FirstOrDefault(p => p.Key.Contains('\0') || p.Value.Any(v => v?.Contains('\0') == true)) is { Key: { } name })
            return CommonProblems.ParameterInvalid.At($"?{name.Replace("\0", "", StringComparison.Ordinal)}", "≠ U+0000");
        if (context.GetEndpoint() is not { } endpoint) return null;
        foreach (var parameter in _known.GetOrAdd(endpoint, KnownOf))
        {
            var isPart = request.RouteValues.TryGetValue(parameter.Name, out var part);
            var given = isPart ? (string?)part : request.Query[parameter.Name].ToString();
            if (!string.IsNullOrEmpty(given) && !(isPart && parameter.InQueryOnly) && !parameter.Is(given)) return CommonProblems.ParameterInvalid.At($"?{parameter.Name}", parameter.Right);
        }
        return null;
    }

    private static Known[] KnownOf(Endpoint endpoint) =>
        [.. endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Select(p => KnownOf(p.Name, Nullable.GetUnderlyingType(p.ParameterInfo.ParameterType) ?? p.ParameterInfo.ParameterType)).OfType<Known>()];

    private static Known? KnownOf(string name, Type type)
    {
        if (type == typeof(string) && KnownUnits.Names.Contains(name)) return new Known(JsonNamingPolicy.CamelCase.ConvertName(name), code => OrgUnitCode.TryParse(code, out _), RightForm.Of(nameof(OrgUnitCode))!, InQueryOnly: true);
        if (!type.IsEnum) return null;
        var names = Enum.GetNames(type);
        return new Known(name, given => names.Contains(given, StringComparer.OrdinalIgnoreCase), string.Join(", ", names));
    }

    /// <summary>A parameter of which it is known what it can be.</summary>
    private sealed record Known(string Name, Func<string, bool> Is, string Right, bool InQueryOnly = false);
}
