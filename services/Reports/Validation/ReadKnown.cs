using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.Validation;

/// <summary>A value that a check needs: of an element, for a period or, where the latest answers, the last before its end.</summary>
public readonly record struct Wanted(string Unit, Element Element, Period Period, bool Latest);

/// <summary>Reads what checks need beside the filing itself: everything for a whole batch in one statement.</summary>
public static class ReadKnown
{
    /// <summary>What is known; the rest is missing.</summary>
    public static async Task<Dictionary<Wanted, ValueBody>> OfAsync(IReadOnlyCollection<Wanted> wanted, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (wanted.Count == 0) return [];
        var each = wanted.Distinct().ToArray();
        var rows = await connection.QueryAsync<(long N, decimal? Number, string? Text, bool? Flag)>(new CommandDefinition(
            """
            SELECT w.n, v.number, v.text, v.flag
            FROM unnest(@units, @elements, @periods, @ends, @latest) WITH ORDINALITY AS w(unit, element, period, until, latest, n)
            CROSS JOIN LATERAL (
                (SELECT number, text, flag FROM value v WHERE v.unit = w.unit AND v.element = w.element AND v.period = w.period)
                UNION ALL
                (SELECT number, text, flag FROM value v WHERE w.latest AND v.unit = w.unit AND v.element = w.element AND v.period <> w.period AND v.until <= w.until
                 ORDER BY v.until DESC, v.recorded_at DESC LIMIT 1)
                LIMIT 1) v
            """,
            new
            {
                units = Array.ConvertAll(each, w => w.Unit), elements = Array.ConvertAll(each, w => w.Element.Id), periods = Array.ConvertAll(each, w => w.Period.ToString()),
                ends = Array.ConvertAll(each, w => w.Period.End), latest = Array.ConvertAll(each, w => w.Latest),
            }, cancellationToken: cancel));
        return rows.ToDictionary(r => each[r.N - 1], r => new ValueBody(r.Number, r.Text, r.Flag));
    }
}
