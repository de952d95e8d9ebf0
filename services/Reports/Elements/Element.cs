using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Elements;

/// <summary>A data element as Exchange last published it.</summary>
public sealed record Element
{
    /// <summary>Its number in the tables here.</summary>
    public int Id { get; init; }

    public string Code { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>INTEGER, DECIMAL, TEXT, DATE, BOOLEAN or CHOICE.</summary>
    public string Type { get; init; } = "";

    /// <summary>Its unit of measure, such as 户 or %.</summary>
    public string? Measure { get; init; }

    public string[]? Choices { get; init; }

    public decimal? Min { get; init; }

    public decimal? Max { get; init; }

    public string? Pattern { get; init; }

    public Frequency Frequency { get; init; }

    /// <summary>For how many days a value stays fresh; null where each period has its own.</summary>
    public int? ValidForDays { get; init; }

    /// <summary>SUM, AVG, MIN, MAX, LAST or NONE.</summary>
    public string Aggregation { get; init; } = "NONE";

    /// <summary>The element by which an AVG is weighted; null where each unit counts once.</summary>
    public string? WeightedBy { get; init; }

    /// <summary>The body that is its authoritative source.</summary>
    public string Source { get; init; } = "";

    /// <summary>The places in which another body is its source, each with that body.</summary>
    public IReadOnlyList<(string Under, string Source)> AreaSources { get; init; } = [];

    /// <summary>Its source about a unit: the one named for the smallest place that holds the unit, else its own.</summary>
    public string SourceOf(string unit) => AreaSources.Count == 0 ? Source
        : AreaSources.Where(a => unit.StartsWith(a.Under, StringComparison.Ordinal)).OrderByDescending(a => a.Under.Length).Select(a => a.Source).FirstOrDefault(Source);

    /// <summary>UNCONDITIONAL, CONDITIONAL or NOT_SHARED.</summary>
    public string SharingClass { get; init; } = "";

    /// <summary>Grade 1 (open) to 4 (most sensitive).</summary>
    public int Classification { get; init; }

    public bool AdverseEvent { get; init; }

    /// <summary>
    /// For an element that a formula derives: elements of other departments, read by the formula or by one below, that are no longer shared without conditions.
    /// Whoever reads the derived one needs the right to these too.
    /// </summary>
    public IReadOnlyList<Element> ClosedUnder { get; init; } = [];

    /// <summary>ROSTERS_ON_POST or ROSTERS_ESTABLISHMENT where Rosters counts it.</summary>
    public string? System { get; init; }

    /// <summary>The number that a text holds; null for an ordinary text.</summary>
    public Identifier? Identifier { get; init; }

    /// <summary>Whether it numbers a person: such a value leaves only through a form, in its mask.</summary>
    public bool IsCitizenId => Identifier == ServiceDefaults.Codes.Identifier.CITIZEN_ID;

    /// <summary>Its latest value answers any later period while it is fresh: what is recorded once, or stays valid for a number of days.</summary>
    public bool LatestAnswers => Frequency == Frequency.ONCE || ValidForDays is not null;

    /// <summary>The same of a row of <c>element</c>, in SQL.</summary>
    public static string LatestAnswersSql(string row) => $"({row}.frequency = 'ONCE' OR {row}.valid_for_days IS NOT NULL)";

    /// <summary>Whether a higher place's figure follows from those below it.</summary>
    public bool RollsUp => Aggregation != "NONE";

    /// <summary>Whether Rosters records it by itself.</summary>
    public bool ComesFromRosters => System is "ROSTERS_ON_POST" or "ROSTERS_ESTABLISHMENT";
}
