using Datarun.Contracts;

namespace Datarun.Exchange.Values;

/// <summary>A value as it is read from the database.</summary>
public sealed record ValueRow
{
    /// <summary>The columns, of a row <c>v</c> of <c>value_copy</c> or <c>value_version</c>.</summary>
    public const string Columns = $"{ValuePage.Columns}, v.recorded_at, v.change";

    public string Element { get; init; } = "";
    public string Unit { get; init; } = "";
    public string Period { get; init; } = "";

    /// <summary>JSON.</summary>
    public string Value { get; init; } = "";
    public int Version { get; init; }
    public string SourceKind { get; init; } = "";
    public string SourceId { get; init; } = "";
    public string SourceBy { get; init; } = "";
    public DateTimeOffset SourceAt { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
    public long Change { get; init; }

    /// <summary>The newest change of all when this was read.</summary>
    public long Head { get; init; }

    public ValueItem Item => new(Element, Unit, Period, new RawJson(Value), Version, new ValueOrigin(SourceKind, SourceId, SourceBy, SourceAt));

    public string[] Key => [Element, Unit, Period];
}
