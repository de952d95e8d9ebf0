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
/// <param name="OrParts">Whether it may be made of shorter periods where there is none of the period itself.</param>
public sealed record WantedFigure(Element Element, Place Place, Period Period, bool OrParts = false);

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

    /// <summary>Those of them whose value is of an earlier period and still holds.</summary>
    public long Carried { get; init; }

    public long Nil { get; init; }
    public long Expected { get; init; }
    public long Missing { get; init; }

    /// <summary>Whether places below were taken each with shorter periods of its own choice.</summary>
    public bool OfPlaces { get; init; }

    /// <summary>Which those are, in order; none of them has a day in common with another, and together they are all of it.</summary>
    public IReadOnlyList<Period> Parts { get; init; } = [];

    /// <summary>How many they are, and for how many of them there is a figure.</summary>
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
