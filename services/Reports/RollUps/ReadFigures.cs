using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.RollUps;

/// <summary>Reads figures: any number in one round trip while nothing waits to be folded. What waits is folded first, so a figure is never old.</summary>
public static class ReadFigures
{
    /// <summary>Which of the figures of an element and period, arrays of the same length, wait to be folded.</summary>
    internal const string Waiting =
        """
        SELECT w.element, w.period FROM unnest($1, $2) AS w(element, period)
        WHERE EXISTS (SELECT FROM roll_up_change c WHERE c.element = w.element AND c.period = w.period) ORDER BY 1, 2
        """;

    /// <summary>The same with what earlier periods may answer: what was written of them waits too, and on $3, today, something may have ceased to answer.</summary>
    private static readonly string WaitingOrEarlier =
        $"""
        WITH w AS MATERIALIZED (
            SELECT w.element, w.period, {Element.LatestAnswersSql("e")} AS lasts FROM unnest($1, $2) AS w(element, period) JOIN element e ON e.id = w.element),
        noted AS MATERIALIZED (
            SELECT w.element, w.period, c.period AS written FROM w JOIN roll_up_change c ON c.element = w.element
            WHERE c.period = w.period OR (w.lasts AND NOT c.carried AND period_end(c.period) <= period_end(w.period)))
        SELECT element, period FROM noted
        UNION SELECT element, written FROM noted
        UNION SELECT w.element, w.period FROM w
            WHERE EXISTS (SELECT FROM carried o WHERE o.element = w.element AND o.period = w.period AND o.level = 0 AND o.unit = 'CN' AND o.lapses_on <= $3)
        ORDER BY 1, 2
        """;

    /// <summary>The figures in the order in which they are wanted. Shorter periods are looked at only where nobody has a value of the period itself.</summary>
    /// <param name="today">Values of earlier periods that still answer on this day count in the periods for which they are asked.</param>
    public static async Task<IReadOnlyList<Figure>> OfAsync(IReadOnlyList<WantedFigure> wanted, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (wanted.Count == 0) return [];
        var figures = await FreshAsync([.. wanted.Select((w, n) => new Row(n, w.Element, w.Place, w.Period, Part: false))], today, connection, cancel);
        int[] open = [.. Enumerable.Range(0, wanted.Count).Where(n => wanted[n].OrParts && figures[n].Reported == figures[n].Carried)];
        if (open.Length > 0) await MakeOfPartsAsync(figures, open, wanted, today, connection, cancel);
        return figures;
    }

    /// <summary>Makes these of the figures of shorter periods, where there are such to make them of.</summary>
    private static async Task MakeOfPartsAsync(
        Figure[] figures, int[] open, IReadOnlyList<WantedFigure> wanted, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var found = await FindParts.OfAsync(Array.ConvertAll(open, n => wanted[n]), today, connection, cancel);
        // Where the period itself was asked for, and nobody has answered anything, it stays as it is.
        (int N, PlaceParts Place)[] parted = [.. open.Zip(found).Where(p => p.Second.Parts.Count > 0 && (p.Second.Held.Count > 0 || figures[p.First].Expected == 0))];
        Row[] rows =
        [
            .. from p in parted
               where p.Place.IsConcerned
               from row in p.Place.Rows
               from part in row.Parts
               select new Row(p.N, wanted[p.N].Element, row.Place, part, Part: true),
        ];
        var made = rows.Length == 0 ? [] : await FreshAsync(rows, today, connection, cancel);
        foreach (var (n, place) in parted)
        {
            figures[n] = (made.ElementAtOrDefault(n) ?? figures[n]) with
            {
                OfParts = true, OfPlaces = place.Rows.Skip(1).Any(), Parts = place.Parts, Periods = place.Parts.Count, PeriodsReported = place.Parts.Count(place.Held.Contains),
            };
        }
    }

    /// <summary>Figures by their number, the rows of each together. What waits is folded first.</summary>
    private static async Task<Figure[]> FreshAsync(Row[] rows, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var (figures, waiting, rare) = await AskAsync(rows, default, today, connection, cancel);
        if (waiting.Count > 0)
        {
            await FoldRollUps.OfAsync(waiting, today, connection, cancel);
            if (rare == default) (figures, _, rare) = await AskAsync(rows, default, today, connection, cancel);
        }
        if (rare != default) (figures, _, _) = await AskAsync(rows, rare, today, connection, cancel);
        return figures;
    }

    /// <param name="rare">What bears on the figures only now and then: standing nil declarations, and recalled parts of requests.</param>
    private static async Task<(Figure[] Figures, List<(int, string)> Waiting, (bool Nils, bool Recalls) Rare)> AskAsync(
        Row[] rows, (bool Nils, bool Recalls) rare, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var (latest, weighted) = (rows.Any(r => r.Element.LatestAnswers), rows.Any(r => r.Element.WeightedBy is not null));
        var periods = Array.ConvertAll(rows, r => r.Period.ToString());
        (int Element, string Period)[] keys = [.. rows.Select((r, i) => (r.Element.Id, periods[i])).Distinct()];
        var (elements, about) = (Array.ConvertAll(keys, k => k.Element), Array.ConvertAll(keys, k => k.Period));
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                // Planned once for each connection: reads by key are the same for all, and planning them takes ten times as long as they do.
                new("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)"),
                // Asked before the figures: what is noted after this look was not there when it was taken.
                latest ? SameTrip.Command(WaitingOrEarlier, elements, about, today) : SameTrip.Command(Waiting, elements, about),
                SameTrip.Command(
                    """
                    SELECT EXISTS (SELECT FROM standing_nil s JOIN form_field f ON f.form = s.form WHERE f.element = ANY($1)),
                        EXISTS (SELECT FROM request_recall c JOIN asked_range r ON r.request = c.request WHERE r.element = ANY($1) AND r.period = ANY($2))
                    """, elements.Distinct().ToArray(), about.Distinct().ToArray()),
                SameTrip.Command(
                    FigureSql.Read(
                        rare.Nils ? FigureSql.WithNils : FigureSql.WithoutNils, rare.Recalls ? FigureSql.CoverageBesideRecalled : FigureSql.Coverage,
                        !latest ? EarlierSql.Without : rare == default ? EarlierSql.Kept : EarlierSql.LookedUp, weighted ? EarlierSql.WithWeights : EarlierSql.WithoutWeights),
                    Array.ConvertAll(rows, r => r.N), Array.ConvertAll(rows, r => r.Element.Id), Array.ConvertAll(rows, r => r.Element.Aggregation),
                    Array.ConvertAll(rows, r => r.Element.WeightedBy is not null), Array.ConvertAll(rows, r => r.Place.Code),
                    Array.ConvertAll(rows, r => Place.LevelOf(r.Place.Code)), Array.ConvertAll(rows, r => r.Place.Low),
                    Array.ConvertAll(rows, r => r.Place.High), periods, Array.ConvertAll(rows, r => r.Period.End), Array.ConvertAll(rows, r => r.Part), today),
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

    private sealed record Row(int N, Element Element, Place Place, Period Period, bool Part);
}
