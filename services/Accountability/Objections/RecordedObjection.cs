namespace Datarun.Accountability.Objections;

/// <summary>
/// An objection to an order, put on record (提出异议, 公务员法 第60条): the time is the server's, and the row can be neither changed nor
/// deleted (a trigger of the database sees to that).
/// </summary>
public sealed class RecordedObjection
{
    public required Guid Id { get; init; }
    public required string Unit { get; init; }
    public Guid? Person { get; init; }
    public required string Order { get; init; }
    public required string OrderedBy { get; init; }
    public required DateOnly SaidOn { get; init; }
    public required string Text { get; init; }
    public required string RecordedBy { get; init; }
    public required DateTimeOffset RecordedAt { get; init; }
}
