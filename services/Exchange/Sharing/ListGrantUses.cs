using System.Globalization;
using Dapper;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.Sharing;

/// <summary>How a grant was used: what its provider and the authority may inspect (第29条).</summary>
public static class ListGrantUses
{
    /// <summary>READ: asked for values under the grant. REFUSED: asked for them with another purpose or none. EVENT: was sent a value.</summary>
    public enum UseKind { READ, REFUSED, EVENT }

    /// <summary>One use.</summary>
    /// <param name="Elements">Which of the grant's elements.</param>
    /// <param name="Unit">The place that was asked for, null for the whole grant; of an EVENT the unit of the value.</param>
    /// <param name="Period">Null for all periods.</param>
    /// <param name="Purpose">The purpose that was stated.</param>
    /// <param name="Rows">How many values were answered, of all elements that were read together.</param>
    /// <param name="Number">Its entry in the audit log; null for an EVENT.</param>
    public sealed record Use(DateTimeOffset At, UseKind Kind, IReadOnlyList<string> Elements, string? Unit, string? Period, string? Purpose, int? Rows, long? Number);

    /// <summary>
    /// The uses of a grant, newest first, from the audit log, where they are kept for at least three years; for its two sides, their sharing
    /// authority and the auditors of their areas.
    /// </summary>
    /// <param name="since">First day; by default as far back as records must be kept.</param>
    public static async Task<Ok<Page<Use>>> HandleAsync(
        Guid id, DateOnly? since, [AsParameters] PageQuery page, Caller caller, ExchangeDb db, NpgsqlDataSource database, Rules rules, TimeProvider clock, CancellationToken cancel)
    {
        var grant = await GetGrant.FindAsync(id, caller, db, cancel);
        var (before, tie) = (DateTimeOffset.MaxValue, "~");
        if (page.Keys(2) is [var at, var key])
        {
            if (!DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out before)) throw CommonProblems.CursorInvalid.At("?after").AsException();
            tie = key;
        }
        var today = clock.Today();
        var first = since is { Year: >= 2000 } day ? day : today.AddYears(-rules.Get("share.usageRecord.keep", today).Int);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT * FROM (
                (SELECT at, CASE action WHEN 'READ' THEN 'READ' ELSE 'REFUSED' END AS kind,
                    CASE WHEN element IS NULL THEN ARRAY(SELECT m COLLATE "C" FROM unnest(elements) AS m WHERE m = ANY(@elements) ORDER BY 1) ELSE ARRAY[element] END AS elements,
                    e ->> 'under' AS unit, period, e ->> 'purpose' AS purpose,
                    (e ->> 'rows')::int AS rows, number, lpad(number::text, 20, '0') COLLATE "C" AS tie
                 FROM audit_entry, LATERAL (SELECT entry::jsonb AS e) j
                 WHERE consumer = @consumer AND action IN ('READ', 'READ_REFUSED') AND e -> 'grants' ? @id
                    AND at >= @since AND at <= @before AND (at, lpad(number::text, 20, '0') COLLATE "C") < (@before, @tie)
                 ORDER BY at DESC, number DESC LIMIT @limit)
                UNION ALL
                (SELECT at, 'EVENT', ARRAY[element], unit, period, NULL, NULL, NULL, lpad(sequence::text, 20, '0') COLLATE "C" AS tie
                 FROM (SELECT f.consumer, number_of(f.first, f.changes, c.number) AS sequence, c.element, c.unit, c.period, c.at FROM feed_change c JOIN feed_run f ON f.call = c.call AND f.changes @> c.number) e
                 WHERE consumer = @consumer AND element = ANY(@elements) AND unit >= @from AND unit < @to
                    AND at >= greatest(@since, @granted) AND at <= @before AND (at, lpad(sequence::text, 20, '0') COLLATE "C") < (@before, @tie)
                 ORDER BY at DESC, tie DESC LIMIT @limit)) u
            ORDER BY at DESC, tie DESC LIMIT @limit
            """,
            new
            {
                id = id.ToString(), consumer = grant.Consumer, elements = grant.Elements, from = grant.UnitFrom, to = grant.UnitTo, granted = grant.GrantedAt.UtcDateTime,
                since = ChinaDay.StartOf(first).UtcDateTime, before = before.UtcDateTime, tie, limit = page.Size + 1,
            }, cancellationToken: cancel))).AsList();
        var uses = page.Of(rows, r => [r.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), r.Tie]);
        return TypedResults.Ok(new Page<Use>(uses.Items.Select(r => r.Use).ToList(), uses.Next));
    }

    private sealed record Row
    {
        public DateTimeOffset At { get; init; }
        public UseKind Kind { get; init; }
        public string[] Elements { get; init; } = [];
        public string? Unit { get; init; }
        public string? Period { get; init; }
        public string? Purpose { get; init; }
        public int? Rows { get; init; }
        public long? Number { get; init; }
        public string Tie { get; init; } = "";

        public Use Use => new(At, Kind, Elements, Unit, Period, Purpose, Rows, Number);
    }
}
