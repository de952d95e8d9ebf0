using System.Text.Json.Serialization;
using Datarun.Reports.Tasks;

namespace Datarun.Reports.Filings;

/// <summary>What a filing took for a cell instead of having it typed. Kept with each version of the filing, so that a correction finds all that it concerns.</summary>
/// <param name="Period">The period that the value is about; an earlier one where the latest value answers.</param>
/// <param name="Version">The version of the value; null for a figure that was computed from the units below.</param>
/// <param name="Confirmed">A person said that the value, which was out of date, still holds; it became the filing's own.</param>
/// <param name="ComputedAt">The newest value in a computed figure.</param>
public sealed record Use(
    string Period,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Version = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Confirmed = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? ComputedAt = null)
{
    /// <summary>The use of what is held; null for what a declaration answers, which is no value yet.</summary>
    public static Use? Of(HeldValue held, bool confirmed = false) => held.Kind switch
    {
        "STANDING_NIL" => null,
        "ROLL_UP" => new Use(held.Period, ComputedAt: held.At),
        _ => new Use(held.Period, held.Version, confirmed),
    };
}
