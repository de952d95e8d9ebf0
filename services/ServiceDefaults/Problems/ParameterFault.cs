using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Datarun.ServiceDefaults.Problems;

/// <summary>Why a parameter cannot be read, in the words of the contract: which one, and what would be right.</summary>
internal static partial class ParameterFault
{
    /// <summary>Reads what the framework says, which names types of ours; the answer names none.</summary>
    public static Refused Of(string said, HttpContext context) => Named().Match(said) is { Success: true } named
        ? CommonProblems.ParameterInvalid.At($"?{JsonNamingPolicy.CamelCase.ConvertName(named.Groups["name"].Value)}", Right(named.Groups["type"].Value) ?? Names(named.Groups["name"].Value, context))
        : CommonProblems.ParameterInvalid.Refuse();

    private static string? Right(string type) => RightForm.Of(type.Replace("Nullable<", "", StringComparison.Ordinal).TrimEnd('>', '?'));

    /// <summary>The names of an enumeration, as the contract has them.</summary>
    private static string? Names(string parameter, HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().FirstOrDefault(p => p.Name == parameter)?.ParameterInfo.ParameterType is { } type
            && (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } names ? string.Join(", ", Enum.GetNames(names)) : null;

    [GeneratedRegex("parameter \"(?<type>[^\" ]+) (?<name>[^\" ]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
