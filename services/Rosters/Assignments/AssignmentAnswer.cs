namespace Datarun.Rosters.Assignments;

/// <summary>An assignment as it is answered.</summary>
internal sealed record AssignmentAnswer
{
    /// <summary>Reads the columns of this record; conditions follow.</summary>
    public const string Select =
        """
        SELECT a.id, a.person, a.post, p.title AS post_title, p.unit, a.from_on AS "from", a.to_on AS "to", a.share, a.is_primary
        FROM assignment a JOIN post p ON p.code = a.post
        """;

    public Guid Id { get; init; }
    public Guid Person { get; init; }
    public string Post { get; init; } = "";
    public string PostTitle { get; init; } = "";
    public string Unit { get; init; } = "";
    public DateOnly From { get; init; }
    public DateOnly? To { get; init; }

    /// <summary>Percent of the person's working time.</summary>
    public int Share { get; init; }

    public bool IsPrimary { get; init; }
}
