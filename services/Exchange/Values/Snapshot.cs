using System.Globalization;
using Dapper;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Exchange.Values;

/// <summary>What was known at an instant, as the last change by then: the same question gets the same answer for ever.</summary>
public static class Snapshot
{
    private const int LongestTake = 120;

    /// <summary>The instant that is meant, in UTC: an RFC 3339 instant, or a day in China, meant to its end. Throws where it is neither or has not come.</summary>
    public static DateTimeOffset Read(string asOf, TimeProvider clock, Refused refused)
    {
        var now = clock.GetUtcNow();
        if (DateOnly.TryParseExact(asOf, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day <= clock.Today() && day.Year > 1)
            return ChinaDay.StartOf(day.AddDays(1)).AddTicks(-10).ToUniversalTime() is var end && end < now ? end : now;
        // A plus sign that was not encoded has become a space on the way.
        if (asOf.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(asOf.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant) && instant <= now)
            return instant;
        throw refused.AsException();
    }

    /// <summary>
    /// The last change that had been made. Where the instant is so near that a transaction may still be committing one before it, that
    /// transaction is waited for: whoever takes values in holds the lock until then, and a later one gets a later time.
    /// </summary>
    public static async Task<long> OfAsync(NpgsqlConnection connection, DateTimeOffset at, CancellationToken cancel)
    {
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            SELECT pg_advisory_xact_lock_shared(hashtext('value_copy'))::text WHERE @at >= (SELECT max(at) FROM value_stamp);
            SELECT change FROM value_stamp WHERE at <= @at ORDER BY at DESC LIMIT 1
            """, new { at = at.UtcDateTime }, commandTimeout: LongestTake, cancellationToken: cancel));
        await results.ReadAsync<string>();
        return await results.ReadSingleOrDefaultAsync<long>();
    }
}
