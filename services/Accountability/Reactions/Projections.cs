namespace Datarun.Accountability.Reactions;

/// <summary>A place as Rosters told of it: that it is there, or was until when.</summary>
public sealed class Place
{
    public required string Code { get; init; }

    /// <summary>Last day; null while in force.</summary>
    public DateOnly? ValidTo { get; init; }
}

/// <summary>A body as Rosters told of it.</summary>
public sealed class OrgUnit
{
    public required string Code { get; init; }
    public required string Division { get; init; }
    public required int Version { get; init; }
}

/// <summary>Who held which post from when to when. The person is an opaque id.</summary>
public sealed class Assignment
{
    public required Guid Id { get; init; }
    public required Guid Person { get; init; }
    public required string Unit { get; init; }
    public required string Post { get; init; }
    public required string PostTitle { get; init; }
    public required DateOnly FromOn { get; init; }
    public DateOnly? ToOn { get; init; }
    public required long Version { get; init; }
}

/// <summary>What a unit filed, and when: material that nobody has to hand in again.</summary>
public sealed class Filing
{
    public required Guid Id { get; init; }
    public required string Form { get; init; }
    public required string FormTitle { get; init; }
    public required string Department { get; init; }
    public required string Unit { get; init; }
    public required string Period { get; init; }
    public required bool Nil { get; init; }
    public required DateTimeOffset SubmittedAt { get; init; }
    public DateOnly? DueOn { get; init; }
    public required int Version { get; init; }
}
