using System.Globalization;
using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.RollUps;

/// <summary>A figure to be read.</summary>
/// <param name="Element">Of which element.</param>
/// <param name="Place">Of which place.</param>
/// <param name="Period">Of which period.</param>
/// <param name="Parts">The shorter periods from which it follows where the period itself has none; empty where it has to have one.</param>
public sealed record WantedFigure(Element Element, Place Place, Period Period, IReadOnlyList<Period> Parts);

/// <summary>A figure as it is kept, with everything that it was made of. Numbers are exact texts: a sum over the country may have more digits than a decimal.</summary>
public sealed record Figure
{
    /// <summary>Position among the wanted ones.</summary>
    public int N { get; init; }

    /// <summary>Whether it is the place's own value, which stands for everything below.</summary>
    public bool Own { get; init; }

    /// <summary>Whether it was made of shorter periods.</summary>
    public bool OfParts { get; init; }

    public long Reported { get; init; }
    public long Nil { get; init; }
    public long Expected { get; init; }
    public long Missing { get; init; }

    /// <summary>The shorter periods, and for how many of them there is a figure.</summary>
    public long Periods { get; init; }

    public long PeriodsReported { get; init; }
    public string? Number { get; init; }
    public string? Text { get; init; }
    public bool? Flag { get; init; }
    public string Summed { get; init; } = "0";
    public long Counted { get; init; }
    public string Weighted { get; init; } = "0";
    public string Weight { get; init; } = "0";
    public long Weighed { get; init; }

    /// <summary>Whose value is the newest that is not nil, and of which period.</summary>
    public string? LastUnit { get; init; }

    public string? LastPeriod { get; init; }
    public DateTimeOffset? Newest { get; init; }

    /// <summary>As JSON, with every digit; null where there is none.</summary>
    public JsonElement? Json => Number is not null ? JsonElement.Parse(Number) : Body == ValueBody.Nil ? null : Body.Json;

    /// <summary>As a value.</summary>
    public ValueBody Body => Number is null ? new ValueBody(null, Text, Flag) : ValueBody.Of(decimal.Parse(Number, CultureInfo.InvariantCulture));
}
