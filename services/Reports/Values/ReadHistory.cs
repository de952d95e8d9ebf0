using System.Globalization;
using System.Text.Json;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Values;

public static class ReadHistory
{
    /// <summary>A version of a value.</summary>
    /// <param name="Value">A number, text or boolean; null for nil, and for a citizen number, which no reader is shown here.</param>
    /// <param name="From">Since when it was the value.</param>
    /// <param name="To">Until when; null while it is.</param>
    /// <param name="Task">For a FILING, the task that it was filed for.</param>
    public sealed record Version(int Number, JsonElement? Value, ValueOrigin Source, DateTimeOffset From, DateTimeOffset? To, string? Task);

    /// <summary>Where a version came from.</summary>
    /// <param name="Kind">FILING, SYSTEM, LEDGER or CORRECTION.</param>
    /// <param name="Id">The filing, batch, ledger computation or correction.</param>
    /// <param name="By">The unit that gave it.</param>
    public sealed record ValueOrigin(string Kind, Guid Id, string By, DateTimeOffset At);

    /// <summary>
    /// Everything that a value ever was, newest first: who or what gave it, from which filing, batch or correction, and from when to when it
    /// held. For the unit and the places above it, the element's source, and departments that may read the element.
    /// </summary>
    /// <param name="asOf">Only the version that held at that instant.</param>
    public static async Task<Page<Version>> HandleAsync(
        string element, string unit, string period, DateTimeOffset? asOf, [AsParameters] PageQuery page, Caller caller, Catalogue catalogue,
        NpgsqlDataSource database, TimeProvider clock, CancellationToken cancel)
    {
        var before = int.MaxValue;
        if (page.Keys(1) is [var key] && !int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out before)) throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var known = (await AskedValue.ReadAsync(element, unit, period, caller, catalogue, clock.Today(), connection, cancel)).Element;
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            $"""
            SELECT h.*, f.request FROM {VersionRow.OfOne}
            LEFT JOIN filing f ON h.source_kind = 'FILING' AND f.id = h.source_id
            WHERE h.version < @before AND (@asOf::timestamptz IS NULL OR (h.recorded_at <= @asOf AND (h.replaced_at IS NULL OR h.replaced_at > @asOf)))
            ORDER BY h.version DESC LIMIT @limit
            """, new { unit, known.Id, period, before, asOf = asOf?.UtcDateTime, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.View(unit, known)).ToList(), v => [v.Number.ToString(CultureInfo.InvariantCulture)]);
    }

    private sealed record Row : VersionRow
    {
        public Guid? Request { get; init; }

        public Version View(string unit, Element element) => new(
            Version, Shown(element), new ValueOrigin(SourceKind, SourceId, SourceBy, RecordedAt), RecordedAt, ReplacedAt, Request is { } request ? AskedUnit.IdOf(request, unit) : null);
    }
}
