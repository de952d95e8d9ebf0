using System.Text.Json;
using System.Text.Json.Serialization;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Exchange.Audit;

/// <summary>Where an export begins, if not at the first entry.</summary>
/// <param name="Number">The entry before.</param>
/// <param name="Hash">Its hash, hexadecimal.</param>
public sealed record ExportStart(long Number, string Hash);

/// <summary>A line of an exported log: a start, an entry, or a checkpoint.</summary>
public sealed record ExportLine
{
    /// <summary>How lines are written and read.</summary>
    public static JsonSerializerOptions Form { get; } = new(Json.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public ExportStart? Start { get; init; }
    public long? Number { get; init; }

    /// <summary>The entry as it was hashed.</summary>
    public string? Text { get; init; }
    public string? Hash { get; init; }
    public Checkpoint? Checkpoint { get; init; }
}
