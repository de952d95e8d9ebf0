namespace Datarun.Reports.Simulation;

/// <summary>A cheaper way to the same end.</summary>
/// <param name="Kind">EVENT_LEDGER, SHARING, CONFIRMATION, LOWER_FREQUENCY, HIGHER_LEVEL or SAMPLE.</param>
/// <param name="Text">In the reader's language.</param>
/// <param name="MinutesSaved">Minutes a year of all units together, against the form as it is.</param>
/// <param name="Change">The members of the form to change, as they would be sent; null where it is not about the form.</param>
public sealed record Alternative(string Kind, string Text, long MinutesSaved, IReadOnlyDictionary<string, object>? Change = null);
