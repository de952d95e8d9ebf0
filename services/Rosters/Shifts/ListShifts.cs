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

namespace Datarun.Rosters.Shifts;

internal static class ListShifts
{
    /// <summary>The duty roster (值班表): who is on duty, by opaque ids, in the order in which the shifts begin.</summary>
    /// <param name="under">A place with everything below it, its bodies included; or one body. It or a person must be given.</param>
    /// <param name="person">Only those of this person, over all units.</param>
    /// <param name="from">Only those that end on this day or later.</param>
    /// <param name="to">Only those that begin on this day or earlier.</param>
    /// <param name="state">PLANNED where it is left out.</param>
    /// <param name="page">Which page.</param>
    public static async Task<Page<ShiftAnswer>> HandleAsync(
        OrgUnitCode? under, Guid? person, DateOnly? from, DateOnly? to, ShiftState? state, [AsParameters] PageQuery page, Caller caller, RostersDb db, NpgsqlDataSource data, CancellationToken cancel)
    {
        if (from > to) throw CommonProblems.DatesReversed.At("?from").AsException();
        await using var connection = await data.OpenConnectionAsync(cancel);
        await WhoIsMeant.MustCoverAsync(connection, caller, under, person, cancel);
        var shifts = UnitsUnder.Of(db.Shifts, under, "SELECT * FROM shift");
        var wanted = state ?? ShiftState.PLANNED;
        shifts = shifts.Where(s => s.State == wanted);
        if (person is { } id) shifts = shifts.Where(s => s.Person == id);
        if (from is { } first && ChinaDay.StartOf(first).ToUniversalTime() is var begin) shifts = shifts.Where(s => s.ToAt > begin);
        if (to is { } last && last < DateOnly.MaxValue && ChinaDay.StartOf(last.AddDays(1)).ToUniversalTime() is var end) shifts = shifts.Where(s => s.FromAt < end);
        if (page.Keys(2) is [var at, var key])
        {
            if (!DateTimeOffset.TryParseExact(at, "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var after)) throw CommonProblems.CursorInvalid.At("?after").AsException();
            var (begun, known) = (after.ToUniversalTime(), PageQuery.IdOf(key));
            shifts = shifts.Where(s => EF.Functions.GreaterThan(ValueTuple.Create(s.FromAt, s.Id), ValueTuple.Create(begun, known)));
        }
        var rows = await shifts.OrderBy(s => s.FromAt).ThenBy(s => s.Id).Take(page.Size + 1).ToListAsync(cancel);
        return page.Of(rows.ConvertAll(ShiftAnswer.Of), s => [s.FromAt.ToString("O", CultureInfo.InvariantCulture), s.Id.ToString()]);
    }
}
