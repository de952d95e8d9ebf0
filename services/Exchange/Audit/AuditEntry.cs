using Datarun.Exchange.Values;

namespace Datarun.Exchange.Audit;

/// <summary>What is recorded.</summary>
public enum AuditAction
{
    READ, READ_REFUSED, REQUEST_RECEIVED, REQUEST_SUPPLEMENTED, REQUEST_DECIDED, REQUEST_OVERDUE, GRANT_CHANGED,
    SUBSCRIPTION_CHANGED, CORRECTION_RECEIVED, CORRECTION_DECIDED, CORRECTION_OVERDUE, CORRECTION_APPLIED, CORRECTION_ACKNOWLEDGED,
    FEED_READ, DELIVERED, CATALOGUE_SUBMITTED, CATALOGUE_DECIDED,
    REQUEST_EXTENDED, REQUEST_DISPUTED, GRANT_DELIVERED, GRANT_PUT_RIGHT, GRANT_DISPOSED, OBLIGATION_OVERDUE, NAMING_ASKED, NAMING_DECIDED, DEADLINE_RECOMPUTED,
    EXPORT_MADE, CATALOGUE_OVERDUE, CATALOGUE_EXTENDED, DELIVERY_HOST_CHANGED,
}

/// <summary>What one read of many values gave; with it the readers of each single value are found (<c>bulk_gave</c> in functions.sql).</summary>
/// <param name="Snapshot">The change of the copy up to which it saw; later ones it did not.</param>
/// <param name="Scope">The units of each element that the reader had a right to.</param>
/// <param name="First">Element, unit and period of the first row; null for changes, which do not come in that order.</param>
/// <param name="Last">Element, unit and period of the last row.</param>
/// <param name="Changes">Of a read of changes: those after the first number, up to the second.</param>
/// <param name="From">Periods that begin on this day or later.</param>
/// <param name="To">Periods that end on this day or earlier.</param>
/// <param name="Digits">Only places whose codes are so long.</param>
/// <param name="Part">Of an export: which part.</param>
public sealed record BulkRead(
    long Snapshot, IReadOnlyList<ElementRange> Scope, IReadOnlyList<string>? First = null, IReadOnlyList<string>? Last = null, IReadOnlyList<long>? Changes = null,
    string? Period = null, DateOnly? From = null, DateOnly? To = null, int? Digits = null, int? Part = null);

/// <summary>On what terms deliveries may go to a host; closed where it has no ports.</summary>
/// <param name="Until">The last day.</param>
public sealed record HostTerms(string Host, IReadOnlyList<int> Ports, string? Reason = null, DateOnly? Until = null);

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

    /// <summary>What a read of several elements, of the past, of changes or of a part of an export gave.</summary>
    public BulkRead? Bulk { get; init; }

    /// <summary>The host that was opened for deliveries or closed.</summary>
    public HostTerms? Host { get; init; }

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
