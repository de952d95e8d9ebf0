using Dapper;
using Datarun.Rosters.Assignments;
using Datarun.Rosters.Shifts;
using Datarun.Rosters.Storage;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Rosters.People;

internal static class GetLoad
{
    private const int MinutesOfHour = 60;

    /// <summary>What one person carries, over all posts and units.</summary>
    /// <param name="Person">Opaque.</param>
    /// <param name="PostLoad">Sum of the shares held on that day, in percent.</param>
    /// <param name="Posts">The posts held on that day.</param>
    /// <param name="Week">The ISO week of that day.</param>
    /// <param name="From">Monday of that week.</param>
    /// <param name="To">Sunday of that week.</param>
    /// <param name="ShiftMinutes">On duty on site in that week.</param>
    /// <param name="OnCallMinutes">On call in that week.</param>
    /// <param name="OvertimeMinutes">Overtime entries of that week that were not refused, whether or not they count.</param>
    /// <param name="Minutes">On duty on site or at work overtime, each minute once.</param>
    /// <param name="LegalMinutes">The legal working week.</param>
    /// <param name="Exceeds">Whether shifts and overtime alone are more than that.</param>
    /// <param name="Rule">What the working week rests on.</param>
    public sealed record Answer(
        Guid Person, DateOnly On, int PostLoad, IReadOnlyList<AssignmentAnswer> Posts, string Week, DateOnly From, DateOnly To, int ShiftMinutes, int OnCallMinutes, int OvertimeMinutes,
        int Minutes, int LegalMinutes, bool Exceeds, RuleReference Rule);

    /// <summary>One person with all posts held on a day, and with the shifts and the overtime of its ISO week against the legal working week.</summary>
    /// <param name="on">The day; today where it is left out.</param>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        Guid id, DateOnly? on, Caller caller, RostersDb db, NpgsqlDataSource data, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var day = on ?? clock.Today();
        if (rules.Find("work.week.hours", day) is not { } rule || day.Year == DateOnly.MaxValue.Year) return CommonProblems.ParameterInvalid.At("?on");
        await using var connection = await data.OpenConnectionAsync(cancel);
        await WhoIsMeant.MustCoverAsync(connection, caller, id, cancel);
        var posts = (await connection.QueryAsync<AssignmentAnswer>(new CommandDefinition(
            $"{AssignmentAnswer.Select} WHERE a.person = @id AND a.from_on <= @day AND (a.to_on IS NULL OR a.to_on >= @day) ORDER BY a.from_on DESC, a.id", new { id, day }, cancellationToken: cancel))).AsList();

        var week = Period.Of(Frequency.WEEKLY, day);
        var (begin, end) = (ChinaDay.StartOf(week.Start).ToUniversalTime(), ChinaDay.StartOf(week.Next.Start).ToUniversalTime());
        var shifts = await db.Shifts.AsNoTracking().Where(s => s.Person == id && s.State == ShiftState.PLANNED && s.FromAt < end && s.ToAt > begin).ToListAsync(cancel);
        var overtime = await db.OvertimeEntries.AsNoTracking().Where(e => e.Person == id && !e.Refused && e.FromAt < end && e.ToAt > begin).Select(e => new DutyHours(e.FromAt, e.ToAt)).ToListAsync(cancel);
        var onSite = shifts.Where(s => s.OnSite).Select(s => new DutyHours(s.FromAt, s.ToAt)).ToList();
        var onCall = shifts.Where(s => !s.OnSite).Select(s => new DutyHours(s.FromAt, s.ToAt));
        int Sum(IEnumerable<DutyHours> hours) => DutyHours.Covered(hours.Select(h => ((int)(Max(h.FromAt, begin) - begin).TotalMinutes, (int)(Min(h.ToAt, end) - begin).TotalMinutes)));
        var (minutes, legal) = (Sum(onSite.Concat(overtime)), rule.Int * MinutesOfHour);
        return TypedResults.Ok(new Answer(
            id, day, posts.Sum(p => p.Share), posts, week.ToString(), week.Start, week.End, Sum(onSite), Sum(onCall), Sum(overtime), minutes, legal, minutes > legal, rule.Reference));
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
