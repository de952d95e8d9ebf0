using Datarun.Exchange.Values;

namespace Datarun.Exchange.Audit;

/// <summary>What is recorded.</summary>
public enum AuditAction
{
    READ, READ_REFUSED, REQUEST_RECEIVED, REQUEST_SUPPLEMENTED, REQUEST_DECIDED, REQUEST_OVERDUE, GRANT_CHANGED,
    SUBSCRIPTION_CHANGED, CORRECTION_RECEIVED, CORRECTION_DECIDED, CORRECTION_OVERDUE, CORRECTION_APPLIED, CORRECTION_ACKNOWLEDGED,
    FEED_READ, DELIVERED, CATALOGUE_SUBMITTED, CATALOGUE_DECIDED,
    REQUEST_EXTENDED, REQUEST_DISPUTED, GRANT_DELIVERED, GRANT_PUT_RIGHT, GRANT_DISPOSED, OBLIGATION_OVERDUE, NAMING_ASKED, NAMING_DECIDED, DEADLINE_RECOMPUTED,
}

/// <summary>
/// One entry of the log of who did what (政务数据共享条例 第29条). Its JSON is kept as it stands and is what the hash is over, so an
/// entry may gain members but never lose or reorder them. A read says which keys its page covered, in the order (unit, period).
/// </summary>
public sealed record AuditEntry(DateTimeOffset At, AuditAction Action, string Consumer, string Client)
{
    public string? Element { get; init; }
    public string? Under { get; init; }
    public string? Period { get; init; }
    public string? Purpose { get; init; }
    public IReadOnlyList<ReadBasis>? Bases { get; init; }
    public IReadOnlyList<Guid>? Grants { get; init; }
    public IReadOnlyList<UnitRange>? Ranges { get; init; }

    /// <summary>Unit and period of the first row of the page.</summary>
    public IReadOnlyList<string>? First { get; init; }

    /// <summary>Unit and period of the last row of the page.</summary>
    public IReadOnlyList<string>? Last { get; init; }
    public int? Rows { get; init; }

    /// <summary>Of the consumer's feed: the numbers that were read or delivered, as ranges from and to, both included.</summary>
    public IReadOnlyList<IReadOnlyList<long>>? Sequences { get; init; }

    /// <summary>The request, grant, subscription or correction that it is about.</summary>
    public Guid? Subject { get; init; }
    public string? Outcome { get; init; }

    /// <summary>Numbers as ranges.</summary>
    public static IReadOnlyList<IReadOnlyList<long>> RangesOf(IEnumerable<long> numbers)
    {
        var ranges = new List<long[]>();
        foreach (var number in numbers.Order())
        {
            if (ranges is [.., var last] && last[1] == number - 1) last[1] = number;
            else ranges.Add([number, number]);
        }
        return ranges;
    }
}
