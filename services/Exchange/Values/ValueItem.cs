using Datarun.Contracts;

namespace Datarun.Exchange.Values;

/// <summary>A value with where it came from.</summary>
public sealed record ValueItem(string Element, string Unit, string Period, RawJson Value, int Version, ValueOrigin Source);

/// <summary>Where a value came from.</summary>
/// <param name="Kind">FILING, SYSTEM, LEDGER or CORRECTION.</param>
/// <param name="Id">The filing, batch or correction.</param>
/// <param name="By">The unit that gave it.</param>
/// <param name="At">When.</param>
public sealed record ValueOrigin(string Kind, string Id, string By, DateTimeOffset At);
