using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters;

/// <summary>Reads the names that people give: any script, NFC, without the spaces around it, never cut; blank and over-long ones are refused.</summary>
public static class NameText
{
    // Counted as a reader counts. The longest official names of bodies stay under 100.
    private const int Longest = 200;

    /// <summary>The problem with a name; null when it can be kept.</summary>
    public static Problem? Read(string raw, out string name)
    {
        var fault = PlainText.Read(raw, out var text);
        name = text.ToString().Trim();
        return fault != TextFault.NONE || (raw.Length > Longest && text.Length > Longest) ? CommonProblems.TextInvalid
            : Text.IsBlank(name) ? CommonProblems.FieldRequired
            : null;
    }

    /// <summary>Reads a name of a body of JSON, noting what is wrong with it.</summary>
    public static string In(Check check, string raw, string pointer)
    {
        if (Read(raw, out var name) is { } problem) check.That(false, pointer, problem);
        return name;
    }
}
