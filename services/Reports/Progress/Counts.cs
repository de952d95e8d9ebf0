namespace Datarun.Reports.Progress;

/// <summary>How far a number of tasks have come. A task that became complete by itself counts as filed, and in time.</summary>
/// <param name="Asked">Units that are asked; who was recalled before answering is not.</param>
/// <param name="Filed">Units that filed, whatever became of it since.</param>
/// <param name="OnTime">Those whose first filing came in time.</param>
/// <param name="Late">Those whose first filing came later.</param>
/// <param name="Nil">Nil returns among them, standing declarations included.</param>
/// <param name="Completed">Filings that are done with.</param>
/// <param name="InReview">Filings that wait for a level above.</param>
/// <param name="Reviewed">Filings that every level accepted, not taken yet.</param>
/// <param name="Returned">Filings that were given back for correction and not filed again yet.</param>
/// <param name="Refused">Units that lawfully refused: neither missing nor late.</param>
/// <param name="Missing">Units that still have to file: asked - filed - refused.</param>
/// <param name="Overdue">Those of them whose day has passed.</param>
/// <param name="CompletenessRate">filed / (asked - refused), four decimals; null where nobody has to file.</param>
/// <param name="TimelinessRate">onTime / (asked - refused), four decimals; null where nobody has to file.</param>
public sealed record Counts(
    long Asked, long Filed, long OnTime, long Late, long Nil, long Completed, long InReview, long Reviewed, long Returned, long Refused, long Missing,
    long Overdue, decimal? CompletenessRate, decimal? TimelinessRate);

/// <summary>The same as a query gives it.</summary>
internal record CountsRow
{
    public long Asked { get; init; }
    public long Filed { get; init; }
    public long OnTime { get; init; }
    public long Late { get; init; }
    public long Nil { get; init; }
    public long Completed { get; init; }
    public long InReview { get; init; }
    public long Reviewed { get; init; }
    public long Returned { get; init; }
    public long Refused { get; init; }
    public long Overdue { get; init; }

    public Counts Counts => new(
        Asked, Filed, OnTime, Late, Nil, Completed, InReview, Reviewed, Returned, Refused, Asked - Filed - Refused, Overdue,
        RateOf(Filed, Asked - Refused), RateOf(OnTime, Asked - Refused));

    /// <summary>The counts of places that are apart, taken together.</summary>
    public static CountsRow Sum(IReadOnlyCollection<CountsRow> rows) => new()
    {
        Asked = rows.Sum(r => r.Asked), Filed = rows.Sum(r => r.Filed), OnTime = rows.Sum(r => r.OnTime), Late = rows.Sum(r => r.Late), Nil = rows.Sum(r => r.Nil),
        Completed = rows.Sum(r => r.Completed), InReview = rows.Sum(r => r.InReview), Reviewed = rows.Sum(r => r.Reviewed), Returned = rows.Sum(r => r.Returned),
        Refused = rows.Sum(r => r.Refused), Overdue = rows.Sum(r => r.Overdue),
    };

    /// <summary>A share to four decimals; null of nothing.</summary>
    public static decimal? RateOf(long part, long whole) => whole <= 0 ? null : Math.Round((decimal)part / whole, 4, MidpointRounding.AwayFromZero);
}
