using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Data;
using Npgsql;

namespace Datarun.Reports.RollUps;

/// <summary>Reads figures: any number in one round trip while nothing waits to be folded. What waits is folded first, so a figure is never old.</summary>
public static class ReadFigures
{
    /// <summary>The figures in the order in which they are wanted.</summary>
    /// <param name="today">Values of earlier periods that still answer on this day count in the periods for which they are asked.</param>
    public static async Task<IReadOnlyList<Figure>> OfAsync(IReadOnlyList<WantedFigure> wanted, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (wanted.Count == 0) return [];
        Row[] rows = [.. wanted.SelectMany((w, n) => w.Parts.Select(p => (Period: p, Part: true)).Prepend((Period: w.Period, Part: false)).Select(p => new Row(n, w, p.Period.ToString(), p.Part)))];
        var (figures, waiting, rare) = await AskAsync(rows, default, today, connection, cancel);
        if (waiting.Count > 0)
        {
            await FoldRollUps.OfAsync(waiting, connection, cancel);
            if (rare == default) (figures, _, rare) = await AskAsync(rows, default, today, connection, cancel);
        }
        if (rare != default) (figures, _, _) = await AskAsync(rows, rare, today, connection, cancel);
        return figures;
    }

    /// <param name="rare">What bears on the figures only now and then: standing nil declarations, and recalled parts of requests.</param>
    private static async Task<(Figure[] Figures, List<(int, string)> Waiting, (bool Nils, bool Recalls) Rare)> AskAsync(
        Row[] rows, (bool Nils, bool Recalls) rare, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var (latest, weighted) = (rows.Any(r => r.Wanted.Element.LatestAnswers), rows.Any(r => r.Wanted.Element.WeightedBy is not null));
        (int Element, string Period)[] keys = [.. rows.Select(r => (r.Wanted.Element.Id, r.Period)).Distinct()];
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                // Planned once for each connection: reads by key are the same for all, and planning them takes ten times as long as they do.
                new("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)"),
                // Asked before the figures: what is noted after this look was not there when it was taken.
                SameTrip.Command(
                    """
                    SELECT w.element, w.period FROM unnest($1, $2) AS w(element, period)
                    WHERE EXISTS (SELECT FROM roll_up_change c WHERE c.element = w.element AND c.period = w.period) ORDER BY 1, 2
                    """, Array.ConvertAll(keys, k => k.Element), Array.ConvertAll(keys, k => k.Period)),
                SameTrip.Command(
                    """
                    SELECT EXISTS (SELECT FROM standing_nil s JOIN form_field f ON f.form = s.form WHERE f.element = ANY($1)),
                        EXISTS (SELECT FROM request_recall c JOIN asked_range r ON r.request = c.request WHERE r.element = ANY($1) AND r.period = ANY($2))
                    """, keys.Select(k => k.Element).Distinct().ToArray(), keys.Select(k => k.Period).Distinct().ToArray()),
                SameTrip.Command(
                    FigureSql.Read(
                        rare.Nils ? FigureSql.WithNils : FigureSql.WithoutNils, rare.Recalls ? FigureSql.CoverageBesideRecalled : FigureSql.Coverage,
                        latest ? EarlierSql.With : EarlierSql.Without, weighted ? EarlierSql.WithWeights : EarlierSql.WithoutWeights),
                    Array.ConvertAll(rows, r => r.N), Array.ConvertAll(rows, r => r.Wanted.Element.Id), Array.ConvertAll(rows, r => r.Wanted.Element.Aggregation),
                    Array.ConvertAll(rows, r => r.Wanted.Element.WeightedBy is not null), Array.ConvertAll(rows, r => r.Wanted.Place.Code),
                    Array.ConvertAll(rows, r => Place.LevelOf(r.Wanted.Place.Code)), Array.ConvertAll(rows, r => r.Wanted.Place.Low),
                    Array.ConvertAll(rows, r => r.Wanted.Place.High), Array.ConvertAll(rows, r => r.Period), Array.ConvertAll(rows, r => r.Part), today),
                new("SELECT set_config('plan_cache_mode', 'auto', true)"),
            },
        };
        var (waiting, figures) = (new List<(int, string)>(), new Figure[rows[^1].N + 1]);
        await batch.PrepareAsync(cancel);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        while (await reader.ReadAsync(cancel)) waiting.Add((reader.GetInt32(0), reader.GetString(1)));
        await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        var found = (reader.GetBoolean(0), reader.GetBoolean(1));
        await reader.NextResultAsync(cancel);
        var parse = reader.GetRowParser<Figure>();
        while (await reader.ReadAsync(cancel))
        {
            var figure = parse(reader);
            figures[figure.N] = figure;
        }
        return (figures, waiting, found);
    }

    private sealed record Row(int N, WantedFigure Wanted, string Period, bool Part);
}
