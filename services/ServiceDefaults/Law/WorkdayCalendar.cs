using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Datarun.ServiceDefaults.Law;

/// <summary>The three legal kinds of day; a make-up Saturday or Sunday is a workday.</summary>
public enum DayKind { WORKDAY, REST_DAY, STATUTORY_HOLIDAY }

/// <summary>
/// Workdays by law and by the State Council's yearly notices, and the clocks that run on them. The day of receipt is
/// not counted (民法典 art. 201). Saturday and Sunday are rest days (职工工作时间规定 art. 7) unless a notice makes them
/// workdays; the statutory days are known without a notice. Immutable: a new notice is loaded into a new calendar.
/// </summary>
public sealed class WorkdayCalendar
{
    private static readonly Lazy<WorkdayCalendar> Delivered = new(() => Load(Path.Combine(Rules.Folder, "calendar")));

    private readonly FrozenSet<int> _publishedYears;
    private readonly FrozenDictionary<DateOnly, DayKind> _noticed;

    private WorkdayCalendar(IReadOnlyList<HolidayNotice> notices)
    {
        Version = Convert.ToHexStringLower(SHA256.HashData([.. notices.SelectMany(notice => notice.Digest)]))[..12];
        _publishedYears = notices.Select(notice => notice.Year).ToFrozenSet();
        _noticed = notices.SelectMany(notice => notice.Days).ToFrozenDictionary();
    }

    /// <summary>The calendars that are delivered with the program.</summary>
    public static WorkdayCalendar Default => Delivered.Value;

    /// <summary>Names what the notices say: the same on every server that has the same ones.</summary>
    public string Version { get; }

    /// <summary>The years whose notices are loaded, in order.</summary>
    public IReadOnlyList<int> PublishedYears => [.. _publishedYears.Order()];

    /// <summary>Reads every <c>YYYY.min.json</c> of the folder.</summary>
    /// <exception cref="InvalidDataException">No calendar there, or one is wrong; the message names file and fault.</exception>
    public static WorkdayCalendar Load(string folder) => Load(folder, [], _ => { });

    /// <summary>Reads the folder, and notices that came later: one takes the place of the folder's of its year. One that is wrong is left out and told.</summary>
    /// <exception cref="InvalidDataException">A calendar of the folder itself is missing or wrong.</exception>
    public static WorkdayCalendar Load(string folder, IEnumerable<string> later, Action<InvalidDataException> wrong)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.min.json") : [];
        if (files is []) throw new InvalidDataException($"There is no holiday calendar in {folder}");
        var notices = new SortedDictionary<int, HolidayNotice>();
        foreach (var notice in files.Select(HolidayNotice.Load)) notices[notice.Year] = notice;
        foreach (var file in later)
        {
            try
            {
                var notice = HolidayNotice.Load(file);
                notices[notice.Year] = notice;
            }
            catch (InvalidDataException fault)
            {
                wrong(fault);
            }
        }

        return new([.. notices.Values]);
    }

    /// <summary>Whether the State Council's notice for the year is loaded.</summary>
    public bool IsPublished(int year) => _publishedYears.Contains(year);

    public DayKind KindOf(DateOnly day) =>
        StatutoryDays.Contains(day) ? DayKind.STATUTORY_HOLIDAY
        : _noticed.TryGetValue(day, out var kind) ? kind
        : day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? DayKind.REST_DAY
        : DayKind.WORKDAY;

    public bool IsWorkday(DateOnly day) => KindOf(day) == DayKind.WORKDAY;

    /// <summary>
    /// The last day of a clock in workdays that starts with a receipt on <paramref name="receivedOn"/>. A negative
    /// number counts back, for what is due so many workdays before a day.
    /// </summary>
    public Deadline AddWorkdays(DateOnly receivedOn, int workdays)
    {
        var (day, provisional) = (receivedOn, false);
        for (var left = Math.Abs(workdays); left > 0;)
        {
            day = day.AddDays(Math.Sign(workdays));
            provisional |= !IsPublished(day.Year);
            left -= IsWorkday(day) ? 1 : 0;
        }

        return new(day, provisional);
    }

    /// <summary>A clock in calendar days. The end moves off a day that is no workday only on request (民法典 art. 203).</summary>
    public Deadline AddDays(DateOnly receivedOn, int days, bool restDayMovesEnd = false) =>
        restDayMovesEnd ? AddWorkdays(receivedOn.AddDays(days - 1), 1) : new(receivedOn.AddDays(days), Provisional: false);

    /// <summary>Workdays after <paramref name="from"/> up to and including <paramref name="to"/>; negative when that is earlier.</summary>
    public int WorkdaysBetween(DateOnly from, DateOnly to)
    {
        if (to < from)
        {
            return -WorkdaysBetween(to, from);
        }

        var count = 0;
        for (var day = from; day < to;)
        {
            day = day.AddDays(1);
            count += IsWorkday(day) ? 1 : 0;
        }

        return count;
    }
}
