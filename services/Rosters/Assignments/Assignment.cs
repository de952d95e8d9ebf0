namespace Datarun.Rosters.Assignments;

/// <summary>A person holds a post for a span of days, with a share of the working time. Several at once are allowed (一人多岗).</summary>
public sealed class Assignment
{
    public Guid Id { get; init; }

    public Guid Person { get; init; }

    public required string Post { get; init; }

    public DateOnly FromOn { get; set; }

    /// <summary>Last day; null while held.</summary>
    public DateOnly? ToOn { get; set; }

    /// <summary>Percent of the person's working time.</summary>
    public int Share { get; set; }

    public bool IsPrimary { get; set; }

    public int Version { get; set; }

    /// <summary>Whether both are held on some day.</summary>
    public bool Overlaps(Assignment other) => (ToOn is null || other.FromOn <= ToOn) && (other.ToOn is null || FromOn <= other.ToOn);

    /// <summary>Whether it is held on the day.</summary>
    public bool Covers(DateOnly day) => FromOn <= day && (ToOn is null || day <= ToOn);

    /// <summary>Takes the new state; false when nothing differs.</summary>
    public bool Change(DateOnly from, DateOnly? to, int share, bool isPrimary)
    {
        if ((FromOn, ToOn, Share, IsPrimary) == (from, to, share, isPrimary)) return false;
        (FromOn, ToOn, Share, IsPrimary) = (from, to, share, isPrimary);
        Version++;
        return true;
    }
}
