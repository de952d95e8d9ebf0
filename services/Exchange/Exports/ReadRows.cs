using System.Runtime.CompilerServices;
using Dapper;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Exchange.Exports;

/// <summary>Reads the rows of an export as they were at its moment, by element, unit and period, streaming.</summary>
public static class ReadRows
{
    /// <summary>Those after one key, up to another or so many.</summary>
    /// <param name="rights">Where the export is given away: only what its consumer may read at this moment, asked in the statement itself.</param>
    public static async IAsyncEnumerable<ValueRow> AsyncOf(
        Export export, IReadOnlyList<string>? after, IReadOnlyList<string>? upTo, int limit, ReadScope? rights, Caller? caller, DateOnly today, NpgsqlConnection connection,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var (filter, left) = (export.Ask.Filter(), limit);
        // A statement for each range of units of each element, so that each is a walk along the index from where the last part ended.
        foreach (var range in export.Scope.Where(r => (after is null || string.CompareOrdinal(r.Element, after[0]) >= 0) && (upTo is null || string.CompareOrdinal(r.Element, upTo[0]) <= 0)))
        {
            if (left == 0) yield break;
            var rows = connection.QueryUnbufferedAsync<ValueRow>(
                $"""
                SELECT {ValueRow.Columns} FROM value_version v
                WHERE v.element = @Element AND v.unit >= @From AND v.unit < @To AND v.change <= @Snapshot AND v.replaced_by > @Snapshot
                  AND (v.element, v.unit, v.period) > (@afterElement, @afterUnit, @afterPeriod) AND (v.element, v.unit, v.period) <= (@lastElement, @lastUnit, @lastPeriod)
                  {filter.AndSql}
                  AND (@all OR EXISTS (SELECT FROM readable(@consumer, @department, @Element, @purpose, @today) may WHERE v.unit >= may.unit_from AND v.unit < may.unit_to))
                ORDER BY v.unit, v.period LIMIT @left
                """,
                new
                {
                    range.Element, range.From, range.To, export.Snapshot, filter.Period, firstDay = filter.From, lastDay = filter.To, filter.Digits, left,
                    afterElement = after?[0] ?? "", afterUnit = after?[1] ?? "", afterPeriod = after?[2] ?? "",
                    lastElement = upTo?[0] ?? "~", lastUnit = upTo?[1] ?? "", lastPeriod = upTo?[2] ?? "",
                    all = rights is null || caller!.IsAdministrator, consumer = export.Consumer, department = caller?.Is(Role.DEPARTMENT) == true, today,
                    purpose = rights?.Readings.FirstOrDefault(r => r.Element == range.Element)?.Purpose ?? "",
                }, commandTimeout: 0);
            await foreach (var row in rows.WithCancellation(cancel))
            {
                left--;
                yield return row;
            }
        }
    }
}
