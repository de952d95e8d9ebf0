namespace Datarun.ServiceDefaults.Descriptions;

/// <summary>What parameters, headers and members mean that mean the same in every call, for the API description; what is peculiar to a call its handler or record says.</summary>
internal static class CommonWords
{
    private static readonly Dictionary<string, string> Everywhere = new(StringComparer.Ordinal)
    {
        ["under"] = "A place, by its code of 2, 4, 6, 9 or 12 digits, with everything below it.",
        ["unit"] = "A place or a body, by its code.",
        ["department"] = "A department, by its code, such as 500118-CIVIL.",
        ["element"] = "A data element, by its code.",
        ["form"] = "A form, by its code.",
        ["period"] = "A period: 2026, 2026-H1, 2026-Q4, 2026-11, 2026-W47, 2026-11-T1 (ten days) or 2026-11-23.",
        ["area"] = "A place, by its code of 2, 4, 6, 9 or 12 digits.",
        ["level"] = "PROVINCE, CITY, COUNTY, TOWNSHIP or VILLAGE.",
        ["year"] = "The calendar year, such as 2026.",
        ["validFrom"] = "The first day on which it holds, such as 2026-03-01.",
    };

    private static readonly Dictionary<string, string> Headers = new(StringComparer.Ordinal)
    {
        ["Idempotency-Key"] = "Any text that the caller makes up for this write. The same key with the same body gives the same answer again, with Idempotency-Replayed: true, and nothing is done twice; with another body it is refused.",
        ["If-Match"] = "The ETag of the version that the caller changes; if there is a newer one, the answer is 412 and nothing is changed.",
        ["If-None-Match"] = "The ETag of the answer that the caller has, or several; if it would be the same again, the answer is 304 without a body.",
        ["X-Purpose"] = "The purpose that the grant was given for, as percent-encoded UTF-8 or as it is; needed for what is shared on terms.",
        ["Range"] = "The bytes wanted, to go on where a download broke off: bytes=1048576-.",
        ["If-Range"] = "The ETag of the part that was begun; if it is another by now, the whole part comes.",
    };

    /// <summary>What the tag of a read is for.</summary>
    public const string ETag = "Names this answer: as If-None-Match it spares the same answer again, as If-Match it guards a change of what was read.";

    /// <summary>What no answer means.</summary>
    public const string NotModified = "The caller has it already, by If-None-Match.";

    /// <summary>Null for a parameter without a meaning of its own everywhere.</summary>
    /// <param name="name">As it is written in a query or a path.</param>
    /// <param name="path">The path of the call: an id is that of what stands before it there.</param>
    public static string? Of(string name, string path) => name switch
    {
        "id" => $"Id of one of {Before(name, path)}, as the answer that made it and the list give it.",
        "code" => $"Code of one of {Before(name, path)}.",
        "state" => "Only those in this state.",
        "sharingClass" => "Only those of this sharing class.",
        "q" => "Words to look for, Chinese without spaces too; each must occur.",
        _ => Everywhere.GetValueOrDefault(name),
    };

    /// <summary>Null for a member of a body or an answer that has no meaning of its own everywhere.</summary>
    public static string? OfMember(string name) => Everywhere.GetValueOrDefault(name);

    /// <summary>Null for a header that is not known here.</summary>
    public static string? OfHeader(string name) => Headers.GetValueOrDefault(name);

    private static string Before(string name, string path)
    {
        var segments = path.Split('/');
        var at = Array.FindIndex(segments, s => s.StartsWith($"{{{name}", StringComparison.Ordinal));
        return at > 0 ? $"the {segments[at - 1].Replace('-', ' ')}" : "them";
    }
}
