using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.Reports.RollUps;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.ReturnFlow;

/// <summary>Tells a place what is held about it (数据回流).</summary>
public static class ReadReturnFlow
{
    /// <summary>What is held of one element for one period: a batch.</summary>
    /// <param name="Name">Name of the element.</param>
    /// <param name="Measure">Its unit of measure.</param>
    /// <param name="Source">The body that is its authoritative source.</param>
    /// <param name="Held">Values about the place and what lies below it.</param>
    /// <param name="Kinds">Where they came from: FILING, SYSTEM, LEDGER, CORRECTION.</param>
    /// <param name="Asked">Whether units there were asked for it; else nobody can say how many values there should be.</param>
    /// <param name="Expected">Units there that were asked; where none was, those that reported.</param>
    /// <param name="Reported">Units that reported, by a value or a nil return, declared ones too.</param>
    /// <param name="Nil">Nil returns among them.</param>
    /// <param name="Missing">Units that were asked and have answered nothing.</param>
    /// <param name="Complete">Nothing is missing.</param>
    /// <param name="FirstAt">When the first of the values became known; null where there is none.</param>
    /// <param name="AsOf">When the newest did: until then the batch is what it is now.</param>
    /// <param name="Returned">Whether downloads hold the values. Numbers of persons are kept back (个人信息保护法 第6条): they leave through a form, in its mask.</param>
    public sealed record Batch(
        string Element, string Name, string? Measure, string Source, string Period, long Held, IReadOnlyList<string> Kinds, bool Asked, long Expected, long Reported, long Nil,
        long Missing, bool Complete, DateTimeOffset? FirstAt, DateTimeOffset? AsOf, bool Returned);

    /// <summary>A page of what is held about a place.</summary>
    /// <param name="AsOf">The moment of the answer.</param>
    /// <param name="Rule">By which no condition is set.</param>
    public sealed record Answer(string Unit, DateTimeOffset AsOf, RuleReference Rule, IReadOnlyList<Batch> Items, string? Next);

    /// <summary>
    /// Everything that is held about a place and what lies below it, element by element and period by period, whoever gave it and whatever its
    /// sharing class, with how much of it was expected: for the place itself and those above it, without asking and without a grant
    /// (政务数据共享条例 第24条). The values come by <c>GET values</c>, <c>POST exports</c> without <c>elements</c>, and subscriptions.
    /// </summary>
    /// <param name="unit">The place; the caller's own where it is left out.</param>
    /// <param name="element">One element only.</param>
    /// <param name="period">One period only.</param>
    public static async Task<Ok<Answer>> HandleAsync(
        string? unit, string? element, string? period, [AsParameters] PageQuery page, Caller caller, Catalogue catalogue, Rules rules, NpgsqlDataSource database,
        TimeProvider clock, CancellationToken cancel)
    {
        var code = unit ?? caller.Unit;
        var place = code == Place.Country ? null : Place.Read(code);
        if (place is null) throw CommonProblems.ParameterInvalid.At("?unit", RightForm.Of(nameof(DivisionCode))).AsException();
        caller.MustCover(code);
        if (period is not null && !Period.TryParse(period, out _)) throw CommonProblems.ParameterInvalid.At("?period", period).AsException();
        var after = page.Keys(2);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var elements = await catalogue.ReadAsync(connection, cancel);
        if (element is not null && !elements.ByCode.ContainsKey(element)) throw ReportsProblems.ElementUnknown.At("?element", element).AsException();
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            WITH held AS (
                SELECT element, period, count(*) AS held, array_agg(DISTINCT source_kind ORDER BY source_kind) AS kinds, min(recorded_at) AS first_at, max(recorded_at) AS last_at
                FROM value WHERE unit >= @Low AND unit < @High GROUP BY element, period
            ), asked AS (
                SELECT DISTINCT element, period, true AS asked FROM asked_range WHERE low < @High AND high > @Low
            )
            SELECT e.id AS element, e.code, k.period, coalesce(k.held, 0) AS held, coalesce(k.kinds, '{}') AS kinds, k.first_at, k.last_at, coalesce(k.asked, false) AS asked
            FROM (held FULL JOIN asked USING (element, period)) k JOIN element e ON e.id = k.element
            WHERE (@element::text IS NULL OR e.code = @element) AND (@period::text IS NULL OR k.period = @period) AND (e.code, k.period) > (@afterElement, @afterPeriod)
            ORDER BY e.code, k.period LIMIT @limit
            """,
            new { place.Low, place.High, element, period, afterElement = after?[0] ?? "", afterPeriod = after?[1] ?? "", limit = page.Size + 1 },
            commandTimeout: 120, cancellationToken: cancel))).AsList();
        var figures = await ReadFigures.OfAsync(rows.ConvertAll(r => new WantedFigure(elements.ById[r.Element], place, Period.Parse(r.Period))), clock.Today(), connection, cancel);
        var batches = page.Of([.. rows.Select((r, i) => r.Batch(elements.ById[r.Element], figures[i]))], b => [b.Element, b.Period]);
        return TypedResults.Ok(new Answer(code, clock.GetUtcNow(), rules.Get("share.return.noExtraConditions", clock.Today()).Reference, batches.Items, batches.Next));
    }

    private sealed record Row
    {
        public int Element { get; init; }
        public string Code { get; init; } = "";
        public string Period { get; init; } = "";
        public long Held { get; init; }
        public string[] Kinds { get; init; } = [];
        public DateTimeOffset? FirstAt { get; init; }
        public DateTimeOffset? LastAt { get; init; }
        public bool Asked { get; init; }

        public Batch Batch(Element element, Figure figure) => new(
            Code, element.Name, element.Measure, element.Source, Period, Held, Kinds, Asked, figure.Expected, figure.Reported, figure.Nil, figure.Missing,
            figure.Missing == 0, FirstAt, LastAt, !element.IsCitizenId);
    }
}
