namespace Datarun.Exchange.Audit;

/// <summary>An entry as it lies in the table: its JSON, its hash, and the columns by which readers of a value are found.</summary>
public sealed class AuditRow
{
    public required long Number { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Action { get; init; }
    public required string Consumer { get; init; }
    public string? Element { get; init; }
    public string? Period { get; init; }
    public string? FirstUnit { get; init; }
    public string? FirstPeriod { get; init; }
    public string? LastUnit { get; init; }
    public string? LastPeriod { get; init; }
    public required string[] RangesFrom { get; init; }
    public required string[] RangesTo { get; init; }
    public required string Entry { get; init; }

    /// <summary>SHA-256 over the hash before, the number, a line feed and the entry.</summary>
    public required byte[] Hash { get; init; }
}
