using System.Text.Json;
using System.Text.RegularExpressions;

namespace Datarun.ServiceDefaults.Problems;

/// <summary>Why a parameter cannot be read, in the words of the contract: which one, and what would be right.</summary>
internal static partial class ParameterFault
{
    /// <summary>Reads what the framework says, which names types of ours; the answer names none.</summary>
    public static Refused Of(string said) => Named().Match(said) is { Success: true } named
        ? CommonProblems.ParameterInvalid.At($"?{JsonNamingPolicy.CamelCase.ConvertName(named.Groups["name"].Value)}", RightForm.Of(named.Groups["type"].Value.Replace("Nullable<", "", StringComparison.Ordinal).TrimEnd('>', '?')))
        : CommonProblems.ParameterInvalid.Refuse();

    [GeneratedRegex("parameter \"(?<type>[^\" ]+) (?<name>[^\" ]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
