using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Datarun.ServiceDefaults.Law;

/// <summary>
/// The legal and local parameters of rules.json, by id and day. No limit stands in code: laws are revised, and local
/// policy differs, so each number has an interval in which it is in force and a source, and an answer carries the
/// <see cref="RuleReference"/> of the version that it was given by. Immutable; a changed file is loaded anew.
/// </summary>
public sealed class Rules
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
    };

    private static readonly Lazy<Rules> Delivered = new(() => Load(Path.Combine(Folder, "rules.json")));

    private readonly FrozenDictionary<string, Rule[]> _versions;

    private Rules(IEnumerable<Rule> rules) => _versions = rules
        .GroupBy(rule => rule.Id, StringComparer.Ordinal)
        .ToFrozenDictionary(same => same.Key, same => same.OrderBy(rule => rule.ValidFrom).ToArray(), StringComparer.Ordinal);

    /// <summary>The file that is delivered with the program. Touch it at start, so that a broken file stops the start.</summary>
    public static Rules Default => Delivered.Value;

    /// <summary>Every version of every rule, by id, oldest first.</summary>
    public IEnumerable<Rule> All => _versions.OrderBy(pair => pair.Key, StringComparer.Ordinal).SelectMany(pair => pair.Value);

    /// <summary>Where rules.json and the folder <c>calendar</c> are: <c>Law</c> beside the assembly.</summary>
    internal static string Folder =>
        Path.Combine(Path.GetDirectoryName(typeof(Rules).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory, "Law");

    /// <summary>The version that is in force on the day. An unknown id, or none in force, is an error in the caller or the file.</summary>
    /// <exception cref="KeyNotFoundException">No such rule on that day.</exception>
    public Rule Get(string id, DateOnly on) =>
        Find(id, on) ?? throw new KeyNotFoundException($"No version of rule '{id}' is in force on {on:yyyy-MM-dd}.");

    /// <summary>The version that is in force on the day; null when there is none.</summary>
    public Rule? Find(string id, DateOnly on) =>
        _versions.TryGetValue(id, out var versions) ? Array.Find(versions, rule => rule.IsInForce(on)) : null;

    /// <exception cref="InvalidDataException">The file is missing or wrong; the message names file, entry and fault.</exception>
    public static Rules Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"The legal rules are missing: {path}");
        }

        try
        {
            var entries = JsonSerializer.Deserialize<RuleEntry[]>(File.ReadAllText(path), Strict) ?? [];
            return entries is [] ? throw new JsonException("The file holds no rule.") : new(Checked(entries));
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"The legal rules in {path} cannot be read: {fault.Message}", fault);
        }
    }

    private static IEnumerable<Rule> Checked(RuleEntry[] entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Fault is { } fault)
            {
                throw new JsonException($"'{entry.Id}' of {entry.Version:yyyy-MM-dd}: {fault}.");
            }
        }

        foreach (var versions in entries.GroupBy(entry => entry.Id, StringComparer.Ordinal))
        {
            RuleEntry? earlier = null;
            foreach (var entry in versions.OrderBy(entry => entry.Version))
            {
                if (earlier is not null && (earlier.ValidTo is null || entry.Version <= earlier.ValidTo))
                {
                    throw new JsonException($"'{entry.Id}': the versions of {earlier.Version:yyyy-MM-dd} and {entry.Version:yyyy-MM-dd} overlap.");
                }

                earlier = entry;
            }
        }

        return entries.Select(entry => new Rule(entry));
    }
}
