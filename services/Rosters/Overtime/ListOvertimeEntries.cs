using System.Globalization;
using Datarun.Rosters.People;
using Datarun.Rosters.Storage;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Rosters.Overtime;

internal static class ListOvertimeEntries
{
    /// <summary>Overtime entries by day, those that nobody has recognised included.</summary>
    /// <param name="under">A place with everything below it, its bodies included; or one body. It or a person must be given.</param>
    /// <param name="person">Only those of this person, over all units.</param>
    /// <param name="from">Only those that begin on this day or later.</param>
    /// <param name="to">Only those that begin on this day or earlier.</param>
    /// <param name="state">Only those in this state.</param>
    /// <param name="page">Which page.</param>
    public static async Task<Page<OvertimeAnswer>> HandleAsync(
        OrgUnitCode? under, Guid? person, DateOnly? from, DateOnly? to, OvertimeState? state, [AsParameters] PageQuery page, Caller caller, RostersDb db, NpgsqlDataSource data, Rules rules,
        CancellationToken cancel)
    {
        if (from > to) throw CommonProblems.DatesReversed.At("?from").AsException();
        await using var connection = await data.OpenConnectionAsync(cancel);
        await WhoIsMeant.MustCoverAsync(connection, caller, under, person, cancel);
        var entries = UnitsUnder.Of(db.OvertimeEntries, under, "SELECT * FROM overtime_entry");
        if (person is { } id) entries = entries.Where(e => e.Person == id);
        if (from is { } first) entries = entries.Where(e => e.Day >= first);
        if (to is { } last) entries = entries.Where(e => e.Day <= last);
        if (state is { } wanted) entries = entries.Where(e => e.State == wanted);
        if (page.Keys(2) is [var on, var key])
        {
            var (day, known) = (DayKey(on), PageQuery.IdOf(key));
            entries = entries.Where(e => EF.Functions.GreaterThan(ValueTuple.Create(e.Day, e.Id), ValueTuple.Create(day, known)));
        }
        var rows = await entries.OrderBy(e => e.Day).ThenBy(e => e.Id).Take(page.Size + 1).ToListAsync(cancel);
        return page.Of(rows.ConvertAll(e => OvertimeAnswer.Of(e, rules)), e => [$"{e.Day:yyyy-MM-dd}", e.Id.ToString()]);
    }

    /// <summary>A key that is a day; throws CURSOR_INVALID for anything else.</summary>
    public static DateOnly DayKey(string key) =>
        DateOnly.TryParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw CommonProblems.CursorInvalid.At("?after").AsException();
}
