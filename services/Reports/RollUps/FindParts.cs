using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.RollUps;

/// <summary>Finds the shorter periods from which figures follow: of any number in one round trip, and one more for each level down to townships where places differ.</summary>
internal static class FindParts
{
    /// <summary>
    /// Which of the shorter periods are held by a place, whether by a value of its own, or asked of it. Periods of which nobody holds anything are left out before places are
    /// looked at. OFFSET 0 keeps the planner from reading all figures there are for a few.
    /// </summary>
    private const string Known =
        """
        WITH known AS MATERIALIZED (
            SELECT c.element, c.whole, c.period, EXISTS (SELECT FROM standing_nil s JOIN form_field f ON f.form = s.form WHERE f.element = c.element OFFSET 0) AS nils
            FROM unnest($1, $2, $3) AS c(element, whole, period)
            WHERE EXISTS (SELECT FROM roll_up r WHERE r.element = c.element AND r.period = c.period AND r.level = 0 AND r.unit = 'CN' OFFSET 0)
                OR EXISTS (SELECT FROM asked_range a WHERE a.element = c.element AND a.period = c.period OFFSET 0))
        SELECT w.n, k.period, p.held, p.asked, p.own
        FROM unnest($4, $5, $6, $7, $8, $9, $10) AS w(n, element, whole, unit, level, low, high)
        JOIN known k ON k.element = w.element AND k.whole = w.whole
        LEFT JOIN LATERAL (
            SELECT r.own FROM roll_up_node r WHERE r.element = k.element AND r.period = k.period AND r.level = w.level AND r.unit = w.unit OFFSET 0) r ON true
        CROSS JOIN LATERAL (
            SELECT r.own IS NOT NULL
                    OR (k.nils AND EXISTS (SELECT FROM declared_nil n WHERE n.element = k.element AND n.period = k.period AND n.unit >= w.low AND n.unit < w.high OFFSET 0)) AS held,
                EXISTS (
                    SELECT FROM asked_range a WHERE a.element = k.element AND a.period = k.period AND a.level >= w.level AND a.low < w.high AND a.high > w.low OFFSET 0) AS asked,
                coalesce(r.own, false) AS own
            OFFSET 0) p
        WHERE p.held OR p.asked
        """;

    /// <summary>The places one level down: all there are, and those that only have figures, as their names are not known yet.</summary>
    private const string Below =
        """
        SELECT p.n, c.unit
        FROM unnest(@numbers, @elements, @periods, @levels, @lows, @highs) AS p(n, element, period, level, low, high)
        CROSS JOIN LATERAL (
            SELECT d.code AS unit FROM division d WHERE d.level = p.level + 1 AND d.code >= p.low AND d.code < p.high
            UNION
            SELECT r.unit FROM roll_up r WHERE r.element = p.element AND r.period = p.period AND r.level = p.level + 1 AND r.unit >= p.low AND r.unit < p.high OFFSET 0) c
        GROUP BY p.n, c.unit ORDER BY p.n, c.unit
        """;

    /// <summary>What each wanted figure may be made of.</summary>
    public static async Task<IReadOnlyList<PlaceParts>> OfAsync(IReadOnlyList<WantedFigure> wanted, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        IReadOnlyList<PlaceParts> found = [.. wanted.Select(w => new PlaceParts(w))];
        for (var places = found; places.Count > 0; places = await BelowAsync([.. places.Where(p => p.IsTornBelow)], connection, cancel))
        {
            var waiting = await AskAsync(places, connection, cancel);
            if (waiting.Count == 0) continue;
            await FoldRollUps.OfAsync(waiting, today, connection, cancel);
            await AskAsync(places, connection, cancel);
        }
        return found;
    }

    private static async Task<IReadOnlyList<PlaceParts>> BelowAsync(PlaceParts[] torn, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (torn.Length == 0) return [];
        var rows = torn.SelectMany((p, n) => p.Held.Select(period => (N: n, p.Wanted, Period: period.ToString()))).ToArray();
        var below = await connection.QueryAsync<(int N, string Unit)>(new CommandDefinition(
            Below,
            new
            {
                numbers = Array.ConvertAll(rows, r => r.N), elements = Array.ConvertAll(rows, r => r.Wanted.Element.Id), periods = Array.ConvertAll(rows, r => r.Period),
                levels = Array.ConvertAll(rows, r => (int)Place.LevelOf(r.Wanted.Place.Code)), lows = Array.ConvertAll(rows, r => r.Wanted.Place.Low), highs = Array.ConvertAll(rows, r => r.Wanted.Place.High),
            }, cancellationToken: cancel));
        foreach (var (n, unit) in below) torn[n].Below.Add(new PlaceParts(torn[n].Wanted with { Place = Place.Read(unit)! }));
        return [.. torn.SelectMany(p => p.Below)];
    }

    private static async Task<List<(int, string)>> AskAsync(IReadOnlyList<PlaceParts> places, NpgsqlConnection connection, CancellationToken cancel)
    {
        var waiting = new List<(int, string)>();
        (int Element, string Whole, string Period)[] candidates =
        [
            .. places.Select(p => (p.Wanted.Element, p.Wanted.Period)).Distinct()
                .SelectMany(w => ChooseParts.Candidates(w.Period, w.Element.Frequency).Select(p => (w.Element.Id, w.Period.ToString(), p.ToString()))),
        ];
        if (candidates.Length == 0) return waiting;
        foreach (var place in places) place.Forget();
        var (elements, periods) = (Array.ConvertAll(candidates, c => c.Element), Array.ConvertAll(candidates, c => c.Period));
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)"), // As ReadFigures does, and why.
                SameTrip.Command(ReadFigures.Waiting, elements, periods),
                SameTrip.Command(
                    Known, elements, Array.ConvertAll(candidates, c => c.Whole), periods, places.Select((_, n) => n).ToArray(), places.Select(p => p.Wanted.Element.Id).ToArray(),
                    places.Select(p => p.Wanted.Period.ToString()).ToArray(), places.Select(p => p.Wanted.Place.Code).ToArray(),
                    places.Select(p => Place.LevelOf(p.Wanted.Place.Code)).ToArray(), places.Select(p => p.Wanted.Place.Low).ToArray(), places.Select(p => p.Wanted.Place.High).ToArray()),
                new("SELECT set_config('plan_cache_mode', 'auto', true)"),
            },
        };
        await batch.PrepareAsync(cancel);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel)) waiting.Add((reader.GetInt32(0), reader.GetString(1)));
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel))
            places[reader.GetInt32(0)].Note(Period.Parse(reader.GetString(1)), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetBoolean(4));
        return waiting;
    }
}
