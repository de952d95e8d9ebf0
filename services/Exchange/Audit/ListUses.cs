using System.Globalization;
using Dapper;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.Audit;

/// <summary>Tells a place, or the source of an element, who used its data.</summary>
public static class ListUses
{
    /// <summary>How somebody came to have data.</summary>
    public enum UseKind { READ, EVENT }

    /// <summary>One use.</summary>
    /// <param name="At">When.</param>
    /// <param name="Kind">READ: asked for it. EVENT: it went into the consumer's feed, and from there to its receivers.</param>
    /// <param name="Consumer">Who.</param>
    /// <param name="Unit">What the data is about; for a READ the place that was asked for, null for all that the consumer may read.</param>
    /// <param name="Period">Null for all periods.</param>
    /// <param name="Purpose">The purpose that was stated.</param>
    /// <param name="Number">Its entry in the audit log; null for an EVENT.</param>
    public sealed record Use(DateTimeOffset At, UseKind Kind, string Consumer, string Element, string? Unit, string? Period, string? Purpose, long? Number);

    private const int MostDays = 1096; // Three years, as long as records are kept (第29条).

    /// <summary>
    /// Who used the data of a unit and of what lies below it, or of an element that the caller is the source of; newest first. One of the two
    /// is named; an auditor names those of its area. A read of one element counts where the page that was answered covered the unit, one of several where its scope did.
    /// </summary>
    /// <param name="unit">A place or body that the caller is, or that lies below it.</param>
    /// <param name="element">An element of which the caller is the source.</param>
    /// <param name="since">First day; three years ago where none is given.</param>
    public static async Task<Ok<Page<Use>>> HandleAsync(
        string? unit, string? element, DateOnly? since, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancel)
    {
        if ((unit is null) == (element is null)) throw CommonProblems.ParameterInvalid.At("?unit", "?unit | ?element").AsException();
        var (before, tie) = (DateTimeOffset.MaxValue, "");
        if (page.Keys(2) is [var at, var key])
        {
            if (!DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out before)) throw CommonProblems.CursorInvalid.At("?after").AsException();
            tie = key;
        }
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (unit is not null && !(caller.Is(Role.AUDITOR) && caller.AreaCovers(unit))) caller.MustCover(unit);
        if (element is not null) await MustBeSourceAsync(element, unit, caller, connection, cancel);
        var range = unit is null ? UnitRange.All : UnitRange.Of(unit);
        var first = since ?? clock.Today().AddDays(-MostDays);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT * FROM (
                (SELECT 'READ' AS kind, at, consumer, element, entry::jsonb ->> 'under' AS unit, period, entry::jsonb ->> 'purpose' AS purpose, number, lpad(number::text, 20, '0') COLLATE "C" AS tie
                 FROM audit_entry a
                 WHERE action = 'READ' AND (@element::text IS NULL OR element = @element) AND first_unit < @to AND last_unit >= @from
                    AND EXISTS (SELECT FROM unnest(ranges_from, ranges_to) AS r(lower, upper) WHERE r.lower COLLATE "C" < @to AND r.upper COLLATE "C" > @from)
                    AND at >= @since AND at <= @before AND (at, lpad(number::text, 20, '0') COLLATE "C") < (@before, @tie)
                 ORDER BY at DESC, number DESC LIMIT @limit)
                UNION ALL
                (SELECT 'READ', at, consumer, s.element, bulk.entry ->> 'under', bulk.period, bulk.entry ->> 'purpose', number, lpad(number::text, 20, '0') || '/' || s.element COLLATE "C" AS tie
                 FROM (SELECT at, consumer, number, period, entry::jsonb AS entry FROM audit_entry
                       WHERE action = 'READ' AND elements IS NOT NULL AND (@element::text IS NULL OR elements @> ARRAY[@element]) AND at >= @since AND at <= @before) bulk
                 CROSS JOIN LATERAL (SELECT DISTINCT s ->> 'element' COLLATE "C" AS element FROM jsonb_array_elements(bulk.entry -> 'bulk' -> 'scope') s
                    WHERE (@element::text IS NULL OR s ->> 'element' = @element) AND s ->> 'from' COLLATE "C" < @to AND s ->> 'to' COLLATE "C" > @from) s
                 WHERE (at, lpad(number::text, 20, '0') || '/' || s.element COLLATE "C") < (@before, @tie)
                 ORDER BY at DESC, tie DESC LIMIT @limit)
                UNION ALL
                (SELECT 'EVENT', at, consumer, element, unit, period, NULL, NULL, consumer || '/' || lpad(sequence::text, 20, '0') COLLATE "C" AS tie
                 FROM (SELECT f.consumer, number_of(f.first, f.changes, c.number) AS sequence, c.element, c.unit, c.period, c.at FROM feed_change c JOIN feed_run f ON f.call = c.call AND f.changes @> c.number) e
                 WHERE (@element::text IS NULL OR element = @element) AND unit >= @from AND unit < @to
                    AND at >= @since AND at <= @before AND (at, consumer || '/' || lpad(sequence::text, 20, '0') COLLATE "C") < (@before, @tie)
                 ORDER BY at DESC, tie DESC LIMIT @limit)) u
            ORDER BY at DESC, tie DESC LIMIT @limit
            """,
            new
            {
                element, from = range.From, to = range.To, since = ChinaDay.StartOf(first).UtcDateTime, before = before.UtcDateTime, tie = tie.Length == 0 ? "~" : tie, limit = page.Size + 1,
            }, commandTimeout: 60, cancellationToken: cancel));
        var list = rows.ToList();
        var next = page.Of(list, r => [r.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), r.Tie]);
        return TypedResults.Ok(new Page<Use>(next.Items.Select(r => r.Use).ToList(), next.Next));
    }

    private static async Task MustBeSourceAsync(string element, string? unit, Caller caller, NpgsqlConnection connection, CancellationToken cancel)
    {
        var source = await connection.ExecuteScalarAsync<string?>(new CommandDefinition("SELECT CASE WHEN source = @mine THEN source ELSE source_of(code, coalesce(@unit, '')) END FROM element WHERE code = @element", new { element, unit, mine = caller.Unit }, cancellationToken: cancel))
            ?? throw ExchangeProblems.ElementUnknown.Refuse().With("element", element).AsException();
        if (source != caller.Unit && !(caller.Is(Role.AUDITOR) && caller.AreaCovers(source))) throw ExchangeProblems.NotTheSource.Refuse().With("source", source).With("yours", caller.Unit).AsException();
    }

    private sealed record Row
    {
        public string Kind { get; init; } = "";
        public DateTimeOffset At { get; init; }
        public string Consumer { get; init; } = "";
        public string Element { get; init; } = "";
        public string? Unit { get; init; }
        public string? Period { get; init; }
        public string? Purpose { get; init; }
        public long? Number { get; init; }
        public string Tie { get; init; } = "";

        public Use Use => new(At, Enum.Parse<UseKind>(Kind), Consumer, Element, Unit, Period, Purpose, Number);
    }
}
