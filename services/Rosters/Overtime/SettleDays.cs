using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Law;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Rosters.Overtime;

/// <summary>
/// Says again what counts of all entries of a person on some days. Approved ones count in the order of their approval, so that what is owed for one stays when another comes;
/// then those that nobody has decided on, as they would if they were approved now; refused ones count nothing.
/// </summary>
internal static class SettleDays
{
    private const int MinutesOfHour = 60;

    /// <summary>The rule that says how long a workday is.</summary>
    public const string LegalWorkday = "work.day.hours";

    /// <summary>The legal workday in minutes.</summary>
    public static int Workday(Rules rules, DateOnly on) => rules.Get(LegalWorkday, on).Int * MinutesOfHour;

    /// <summary>Settles some days; the person's row must be locked. Answers the entries that touch them.</summary>
    public static async Task<IReadOnlyList<OvertimeEntry>> RunAsync(RostersDb db, Guid person, IEnumerable<DateOnly> days, WorkdayCalendar calendar, Rules rules, CancellationToken cancel)
    {
        var all = days.Distinct().ToList();
        await db.OvertimeEntries.Where(e => e.Person == person && (all.Contains(e.Day) || all.Contains(e.LastOn))).LoadAsync(cancel);
        var entries = db.OvertimeEntries.Local.Where(e => e.Person == person).ToList(); // With one that is not saved yet, and as they are now.
        foreach (var day in all) Settle(entries, day, calendar, rules);
        return entries;
    }

    /// <summary>Settles one day of one person's entries.</summary>
    public static void Settle(IReadOnlyList<OvertimeEntry> entries, DateOnly day, WorkdayCalendar calendar, Rules rules)
    {
        var (kind, provisional) = (calendar.KindOf(day), !calendar.IsPublished(day.Year));
        var there = entries.Where(e => e.Hours.On(day) is not null).OrderBy(e => e.State != OvertimeState.APPROVED).ThenBy(e => e.ApprovedAt).ThenBy(e => e.FromAt).ThenBy(e => e.Id).ToList();
        var counting = there.FindAll(e => !e.Refused);
        var counted = CountedMinutes.Of(kind, Workday(rules, day), counting.ConvertAll(e => e.Hours.On(day) is var (from, to) ? new CountedMinutes.Piece(from, to, e.OrdinaryMinutes) : default));
        foreach (var entry in there)
        {
            var (from, to) = entry.Hours.On(day)!.Value;
            entry.Count(new OvertimeDay(day, kind, provisional, to - from, entry.Refused ? 0 : counted[counting.IndexOf(entry)]));
        }
    }
}
