using System.Text.Json.Serialization;

namespace Datarun.Contracts;

/// <summary>Values became known or changed, by filing, by a department's own system or from a ledger. At most 5,000 values each.</summary>
/// <param name="Values">The values; all of one unit unless recorded in bulk.</param>
/// <param name="Source">Who or what gave those that name no source of their own.</param>
public sealed record ValuesRecorded(IReadOnlyList<RecordedValue> Values, ValueSource? Source = null) : IEvent
{
    /// <summary>How many values one event tells at most.</summary>
    public const int Most = 5000;

    public string OrderKey => Values.Count == 0 ? "" : Values[0].Unit;

    /// <summary>Says the source of the first once for all that have the same.</summary>
    /// <param name="values">Values, each with its source.</param>
    public static ValuesRecorded Of(IEnumerable<RecordedValue> values)
    {
        RecordedValue[] all = [.. values];
        var common = all.Length == 0 ? null : all[0].Source;
        return new([.. all.Select(v => v.Source == common ? v with { Source = null } : v)], common);
    }

    /// <summary>As many events as it takes to tell all of them; none for none.</summary>
    public static IEnumerable<ValuesRecorded> Split(IEnumerable<RecordedValue> values) => values.Chunk(Most).Select(Of);

    /// <summary>The source of one of the values.</summary>
    public ValueSource SourceOf(RecordedValue value) => value.Source ?? Source ?? throw new ArgumentException("A value has a source of its own or that of its event.", nameof(value));
}

/// <summary>One value.</summary>
/// <param name="Element">The element.</param>
/// <param name="Unit">The place or body that it is about.</param>
/// <param name="Period">The period that it is about.</param>
/// <param name="Value">A JSON number, string or boolean; JSON null for a nil return.</param>
/// <param name="Version">Grows with every change of this value; an older one is ignored.</param>
/// <param name="Source">Who or what gave it, where that is another than the event's.</param>
public sealed record RecordedValue(
    string Element, string Unit, string Period, RawJson Value, int Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ValueSource? Source = null);

/// <summary>Where a value came from.</summary>
/// <param name="Kind">FILING, SYSTEM, LEDGER or CORRECTION.</param>
/// <param name="Id">The filing, batch or correction.</param>
/// <param name="By">The unit that gave it.</param>
/// <param name="At">When.</param>
public sealed record ValueSource(string Kind, string Id, string By, DateTimeOffset At);
