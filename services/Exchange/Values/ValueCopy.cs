namespace Datarun.Exchange.Values;

/// <summary>A value as Reports recorded it: what departments read. Written by reactions only, set-based.</summary>
public sealed class ValueCopy
{
    public required string Element { get; init; }
    public required string Unit { get; init; }
    public required string Period { get; init; }

    /// <summary>JSON; a JSON null is a nil return.</summary>
    public required string Value { get; init; }
    public required int Version { get; init; }
    public required string SourceKind { get; init; }
    public required string SourceId { get; init; }
    public required string SourceBy { get; init; }
    public required DateTimeOffset SourceAt { get; init; }

    /// <summary>When it became readable here.</summary>
    public required DateTimeOffset RecordedAt { get; init; }
}
