using Dapper;
using Npgsql;

namespace Datarun.Reports.Sessions;

/// <summary>
/// Takes sessions that are over into the measure of their forms. Done after the filing and beside it, so that whoever files waits for
/// nothing; a session is settled once, and a filing's minutes are made anew from all of its sessions, so doing it twice changes nothing.
/// </summary>
public static class SettleSessions
{
    private const int AtOnce = 5000;

    // The median of so many is as good as that of all, follows what changes, and is read in a moment.
    private const int Newest = 1000;

    /// <summary>Settles all that is over; answers how many sessions that were. Where another instance is at it, none.</summary>
    public static async Task<int> AllAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        for (var settled = 0; ;)
        {
            var some = await SomeAsync(connection, now, cancel);
            settled += some;
            if (some < AtOnce) return settled;
        }
    }

    private static async Task<int> SomeAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT pg_try_advisory_xact_lock(hashtextextended('settle-sessions', 0))", cancellationToken: cancel))) return 0;
        var over = (await connection.QueryAsync<(Guid Request, string Unit, bool Filed)>(new CommandDefinition(
            """
            UPDATE form_session s SET settled = true
            FROM (SELECT id, filed_at FROM form_session_now
                WHERE NOT settled AND (filed_at IS NOT NULL OR last_at + timeout < @now) ORDER BY id LIMIT @AtOnce) n
            WHERE s.id = n.id
            RETURNING s.request, s.unit, n.filed_at IS NOT NULL
            """, new { now, AtOnce }, cancellationToken: cancel))).AsList();
        var filed = over.Where(o => o.Filed).Select(o => (o.Request, o.Unit)).Distinct().ToArray();
        if (filed.Length > 0)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                Measure, new { requests = Array.ConvertAll(filed, f => f.Request), units = Array.ConvertAll(filed, f => f.Unit), Newest }, cancellationToken: cancel));
        }
        await transaction.CommitAsync(cancel);
        return over.Count;
    }

    private const string Measure =
        $"""
        INSERT INTO measured_filing (request, unit, form, elements, minutes, filed_at)
        SELECT t.request, t.unit, r.form,
            ARRAY(SELECT ff.element FROM form_field ff WHERE ff.form = r.form AND ff.version = r.form_version ORDER BY ff.element),
            round(w.minutes, 2), filed.at
        FROM unnest(@requests, @units) AS t(request, unit) JOIN request r ON r.id = t.request
        CROSS JOIN LATERAL (SELECT max(f.filed_at) AS at FROM filing f WHERE f.request = t.request AND f.unit = t.unit) filed
        CROSS JOIN LATERAL (
            SELECT sum(minutes_of(c.worked)) AS minutes FROM (
                SELECT range_agg(s.worked) AS worked FROM form_session_now s
                WHERE s.request = t.request AND s.unit = t.unit AND ({GetTaskMinutes.Counts}) GROUP BY s.client) c) w
        WHERE round(w.minutes, 2) > 0
        ORDER BY t.request, t.unit
        ON CONFLICT (request, unit) DO UPDATE SET minutes = excluded.minutes, filed_at = excluded.filed_at;

        INSERT INTO form_measure (form, elements, filings, minutes)
        SELECT g.form, g.elements, n.filings, n.minutes
        FROM (SELECT DISTINCT m.form, m.elements FROM unnest(@requests, @units) AS t(request, unit) JOIN measured_filing m USING (request, unit)) g
        CROSS JOIN LATERAL (
            SELECT count(*) AS filings, percentile_disc(0.5) WITHIN GROUP (ORDER BY minutes) AS minutes FROM (
                SELECT m.minutes FROM measured_filing m WHERE m.form = g.form AND m.elements = g.elements ORDER BY m.filed_at DESC LIMIT @Newest) m) n
        ORDER BY g.form, g.elements
        ON CONFLICT (form, elements) DO UPDATE SET filings = excluded.filings, minutes = excluded.minutes
        """;
}
