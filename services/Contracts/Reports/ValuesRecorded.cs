using System.Text.Json;

namespace Datarun.Contracts;

/// <summary>Values became known or changed, by filing, by a department's own system or from a ledger. At most 5,000 values each.</summary>
/// <param name="Values">The values; all of one unit unless recorded in bulk.</param>
public sealed record ValuesRecorded(IReadOnlyList<RecordedValue> Values) : IEvent
{
    public string OrderKey => Values.Count == 0 ? "" : Values[0].Unit;
}

/// <summary>One value with its source.</summary>
/// <param name="Element">The element.</param>
/// <param name="Unit">The place or body that it is about.</param>
/// <param name="Period">The period that it is about.</param>
/// <param name="Value">A JSON number, string or boolean; JSON null for a nil return.</param>
/// <param name="Version">Grows with every change of this value; an older one is ignored.</param>
/// <param name="Source">Who or what gave it.</param>
public sealed record RecordedValue(string Element, string Unit, string Period, JsonElement Value, int Version, ValueSource Source);

/// <summary>Where a value came from.</summary>
/// <param name="Kind">FILING, SYSTEM, LEDGER or CORRECTION.</param>
/// <param name="Id">The filing, batch or correction.</param>
/// <param name="By">The unit that gave it.</param>
/// <param name="At">When.</param>
public sealed record ValueSource(string Kind, string Id, string By, DateTimeOffset At);
