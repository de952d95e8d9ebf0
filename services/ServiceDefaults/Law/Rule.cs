using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace Datarun.ServiceDefaults.Law;

/// <summary>One version of a legal or local parameter, in force from <see cref="ValidFrom"/> to <see cref="ValidTo"/>, both included.</summary>
public sealed class Rule
{
    private readonly JsonElement _value;

    internal Rule(RuleEntry entry)
    {
        _value = entry.Value;
        (Id, Unit, Text, TextEn, Source) = (entry.Id, entry.Unit, entry.Rule, entry.RuleEn, entry.Source);
        (ValidFrom, ValidTo, Note) = (entry.Version, entry.ValidTo, entry.Note ?? "");
        Basis = entry.Basis ?? (entry.Verified is "text" or "excerpt" ? RuleBasis.STATUTE : RuleBasis.LOCAL_POLICY);
        Reference = new(Id, ValidFrom.ToString("O", CultureInfo.InvariantCulture), Source, Basis);
    }

    public string Id { get; }

    /// <summary>workday, day, month, year, minute, count …; bool and allowed hold true or false; list and order hold texts.</summary>
    public string Unit { get; }

    /// <summary>What the rule says, in Chinese.</summary>
    public string Text { get; }

    /// <summary>What the rule says, in English.</summary>
    public string TextEn { get; }

    public string Source { get; }

    public RuleBasis Basis { get; }

    public DateOnly ValidFrom { get; }

    public DateOnly? ValidTo { get; }

    public string Note { get; }

    public RuleReference Reference { get; }

    public int Int => _value.ValueKind == JsonValueKind.Number && _value.TryGetInt32(out var number) ? number : throw Not("a whole number");

    public bool Bool => _value.ValueKind is JsonValueKind.True or JsonValueKind.False ? _value.GetBoolean() : throw Not("true or false");

    public IReadOnlyList<string> List => _value.ValueKind == JsonValueKind.Array ? [.. _value.EnumerateArray().Select(item => item.GetString()!)] : throw Not("a list");

    /// <summary>Whole numbers by name, such as the months of each sanction.</summary>
    public IReadOnlyDictionary<string, int> Table => _value.ValueKind == JsonValueKind.Object
        ? _value.EnumerateObject().ToFrozenDictionary(part => part.Name, part => part.Value.GetInt32(), StringComparer.Ordinal)
        : throw Not("a table");

    /// <summary>The value as it is written in the file.</summary>
    public JsonElement Value => _value;

    public bool IsInForce(DateOnly on) => ValidFrom <= on && (ValidTo is null || on <= ValidTo);

    private InvalidOperationException Not(string what) => new($"Rule '{Id}' of {ValidFrom:yyyy-MM-dd} is not {what}, but {_value.GetRawText()}.");
}
