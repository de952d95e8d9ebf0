using System.Text.Json;
using Datarun.Reports.Elements;

namespace Datarun.Reports.Values;

/// <summary>A version of a value as the tables have it.</summary>
internal record VersionRow
{
    /// <summary>All versions of the value of <c>@unit</c>, <c>@Id</c> and <c>@period</c>, as a table <c>h</c>.</summary>
    public const string OfOne =
        """
        (SELECT version, number, text, flag, source_kind, source_id, source_by, recorded_at,
            lead(recorded_at) OVER (ORDER BY version) AS replaced_at, lag(version) OVER (ORDER BY version) AS before
        FROM value_version WHERE unit = @unit AND element = @Id AND period = @period) h
        """;

    public int Version { get; init; }
    public decimal? Number { get; init; }
    public string? Text { get; init; }
    public bool? Flag { get; init; }
    public string SourceKind { get; init; } = "";
    public Guid SourceId { get; init; }
    public string SourceBy { get; init; } = "";
    public DateTimeOffset RecordedAt { get; init; }
    public DateTimeOffset? ReplacedAt { get; init; }
    public int? Before { get; init; }

    /// <summary>What it says.</summary>
    public ValueBody Body => new(Number, Text, Flag);

    /// <summary>The same to a reader; null for nil, and for a citizen number, which is shown in the mask of a form only.</summary>
    public JsonElement? Shown(Element element) => element.IsCitizenId || Body == ValueBody.Nil ? null : Body.Json;
}
