using Datarun.Rosters.Overtime;
using Datarun.Rosters.People;
using Datarun.Rosters.Storage;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Rosters.CompTime;

internal static class ListTimeOff
{
    /// <summary>Time off by day, what was called off included.</summary>
    /// <param name="under">Whose home unit is this place or below it, its bodies included; or one body. It or a person must be given.</param>
    /// <param name="person">Only that of this person.</param>
    /// <param name="from">Only that of this day or later.</param>
    /// <param name="to">Only that of this day or earlier.</param>
    /// <param name="page">Which page.</param>
    public static async Task<Page<TimeOffAnswer>> HandleAsync(
        OrgUnitCode? under, Guid? person, DateOnly? from, DateOnly? to, [AsParameters] PageQuery page, Caller caller, RostersDb db, NpgsqlDataSource data, CancellationToken cancel)
    {
        if (from > to) throw CommonProblems.DatesReversed.At("?from").AsException();
        await using var connection = await data.OpenConnectionAsync(cancel);
        await WhoIsMeant.MustCoverAsync(connection, caller, under, person, cancel);
        var times = UnitsUnder.Of(db.TimeOff, under, "SELECT * FROM time_off WHERE person IN (SELECT id FROM person", ")");
        if (person is { } id) times = times.Where(t => t.Person == id);
        if (from is { } first) times = times.Where(t => t.Day >= first);
        if (to is { } last) times = times.Where(t => t.Day <= last);
        if (page.Keys(2) is [var on, var key])
        {
            var (day, known) = (ListOvertimeEntries.DayKey(on), PageQuery.IdOf(key));
            times = times.Where(t => EF.Functions.GreaterThan(ValueTuple.Create(t.Day, t.Id), ValueTuple.Create(day, known)));
        }
        var rows = await times.OrderBy(t => t.Day).ThenBy(t => t.Id).Take(page.Size + 1).ToListAsync(cancel);
        return page.Of(rows.ConvertAll(TimeOffAnswer.Of), t => [$"{t.Day:yyyy-MM-dd}", t.Id.ToString()]);
    }
}
