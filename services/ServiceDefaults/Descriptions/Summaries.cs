using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Datarun.ServiceDefaults.Descriptions;

/// <summary>The summaries of the code, from the XML files that the compiler writes beside each assembly, for the API description.</summary>
internal static partial class Summaries
{
    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> Files = new();

    /// <summary>The summary of a handler.</summary>
    public static string? Of(MethodInfo method) => Find(method.DeclaringType!, $"M:{NameOf(method.DeclaringType!)}.{method.Name}", "summary");

    /// <summary>The summary of a type.</summary>
    public static string? Of(Type type) => Find(type, $"T:{NameOf(type)}", "summary");

    /// <summary>What a member is for: as its record says, else as the word means everywhere.</summary>
    public static string? OfMember(JsonPropertyInfo property) => OfParameter(property) ?? CommonWords.OfMember(property.Name);

    /// <summary>What the record says of the parameter that became this property.</summary>
    public static string? OfParameter(JsonPropertyInfo property) => property.DeclaringType.GetProperties()
        .FirstOrDefault(p => string.Equals(p.Name, property.Name, StringComparison.OrdinalIgnoreCase)) is { } member
            ? Find(property.DeclaringType, $"T:{NameOf(property.DeclaringType)}", "param", member.Name) ?? Find(property.DeclaringType, $"P:{NameOf(property.DeclaringType)}.{member.Name}", "summary")
            : null;

    /// <summary>What a handler says of one of its parameters, or the record of it whose parameters stand in the query.</summary>
    public static string? OfParameter(ParameterInfo parameter) => parameter.Member is PropertyInfo { DeclaringType: { } record } property
        ? Find(record, $"T:{NameOf(record)}", "param", property.Name)
        : Find(parameter.Member.DeclaringType!, $"M:{NameOf(parameter.Member.DeclaringType!)}.{parameter.Member.Name}", "param", parameter.Name);

    private static string? Find(Type type, string member, string element, string? parameter = null) =>
        Files.GetOrAdd(type.Assembly, Read).TryGetValue(member, out var found)
        && found.Elements(element).FirstOrDefault(e => parameter is null || (string?)e.Attribute("name") == parameter) is { } text
            ? Spaces().Replace(string.Concat(text.DescendantNodes().Select(Plain)), " ").Trim()
            : null;

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "paramref" } e => ((string?)e.Attribute("cref") ?? (string?)e.Attribute("name") ?? "").Split('.', ':')[^1],
        _ => "",
    };

    /// <summary>Members by name; a method without its parameters, as a verb has one method.</summary>
    private static Dictionary<string, XElement> Read(Assembly assembly)
    {
        var path = Path.ChangeExtension(assembly.Location, ".xml");
        if (!path.Contains("Datarun", StringComparison.Ordinal) || !File.Exists(path)) return [];
        return XDocument.Load(path).Descendants("member")
            .GroupBy(m => ((string)m.Attribute("name")!).Split('(')[0]).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    private static string NameOf(Type type) => (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName?.Replace('+', '.') ?? type.Name;

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
