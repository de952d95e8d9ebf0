using System.Security.Cryptography;
using System.Text.Json;
using System.Text;
using Dapper;
using Datarun.Contracts;
using Datarun.Reports.Masking;
using Datarun.Reports.Reviews;
using Datarun.Reports.Tasks;
using Datarun.Reports.Validation;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Reports.Filings;

/// <summary>A filing to be decided and, unless something is wrong with it, stored.</summary>
/// <param name="Task">The task.</param>
/// <param name="Input">What was sent.</param>
/// <param name="By">The unit that sent it.</param>
/// <param name="IfMatch">The version that it may replace; empty for any.</param>
public sealed record FilingToMake(AskedUnit Task, FilingInput Input, string By, string IfMatch = "");

/// <summary>What became of it.</summary>
/// <param name="Id">The filing.</param>
/// <param name="Version">Its version now.</param>
/// <param name="Decision">What was decided; not carried out where it has errors.</param>
/// <param name="IsStale">Another version was named than there is, so nothing was done.</param>
public sealed record FilingMade(Guid Id, int Version, FilingDecision Decision, bool IsStale);

/// <summary>Files for any number of different units at once, in a handful of statements.</summary>
public static class FileBatch
{
    // Whoever changed what was decided on has committed by the time that is found out, so the next try sees it.
    private const int MostTries = 10;

    /// <summary>
    /// Decides and stores; answers in the order of the filings. What has errors is not stored. A filing rests on what it was decided on: where a
    /// correction, a record or another filing came in between, nothing of it stays, and it is decided anew.
    /// </summary>
    /// <param name="patience">How long a lock is waited for, as PostgreSQL writes it; for ever where nobody waits for the answer.</param>
    /// <param name="onlyDecide">Stores nothing.</param>
    public static async Task<IReadOnlyList<FilingMade>> RunAsync(
        IReadOnlyList<FilingToMake> filings, DateTimeOffset now, UnitOfWork work, CancellationToken cancel, string patience = "0", bool onlyDecide = false)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await TryAsync(filings, now, work, patience, onlyDecide, cancel);
            }
            catch (PostgresException error) when (WriteValues.IsOutdated(error))
            {
                if (tries == MostTries) throw CommonProblems.Conflict.Refuse().RetryAfter(TimeSpan.FromSeconds(1)).AsException();
                await work.Connection.ExecuteAsync(new CommandDefinition("ROLLBACK TO SAVEPOINT decided; RELEASE SAVEPOINT decided", cancellationToken: cancel));
            }
        }
    }

    private static async Task<IReadOnlyList<FilingMade>> TryAsync(
        IReadOnlyList<FilingToMake> filings, DateTimeOffset now, UnitOfWork work, string patience, bool onlyDecide, CancellationToken cancel)
    {
        var (ids, today) = (filings.Select(f => IdOf(f.Task)).ToArray(), ChinaDay.Of(now));
        var before = new Dictionary<Guid, FilingBefore>();
        var cells = await ReadCells.OfAsync([.. filings.Select(f => f.Task)], today, work.Connection, cancel, new SameTrip(
            [
                new($"SET LOCAL lock_timeout = '{patience}'"),
                SameTrip.Command("SELECT id, version, nil, answer, used FROM filing WHERE id = ANY($1) ORDER BY id FOR UPDATE", [ids]),
            ],
            r => before[r.GetGuid(0)] = new FilingBefore(
                r.GetInt32(1), r.GetBoolean(2), JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(r.GetString(3))!,
                JsonSerializer.Deserialize<Dictionary<string, Use>>(r.GetString(4), Json.Options)!)));
        var made = filings.Select((f, i) => new FilingMade(
            ids[i], before.GetValueOrDefault(ids[i])?.Version ?? 0,
            DecideFiling.On(ids[i], f.Task.Request.Period, cells[i], f.Input.WithoutShown(f.Task.Form, cells[i]), before.GetValueOrDefault(ids[i])),
            !ETags.Matches(f.IfMatch, before.GetValueOrDefault(ids[i])?.Version ?? 0))).ToArray();
        await CheckFilings.RunAsync(filings, cells, made, today, work.Connection, cancel);
        if (onlyDecide) return made;
        int[] changed = [.. Enumerable.Range(0, made.Length).Where(i => made[i] is { IsStale: false, Decision: { Changes: true, Errors.Count: 0 } })];
        if (changed.Length == 0)
        {
            await KeepExceptions.RunAsync(filings, made, now, work.Connection, cancel);
            await StartReview.OfAsync(filings, made, now, work, cancel);
            return made;
        }

        // The filings are put into JSON while their values are copied.
        var store = Task.Run(() => new SameTrip([Store([.. changed.Select(i => (made[i], filings[i]))], now), new("RELEASE SAVEPOINT decided")]), cancel);
        var written = await WriteValues.RunAsync(
            [
                .. changed.SelectMany(i => made[i].Decision.Writes.Select(w => new ValueToWrite(
                    w.Element, filings[i].Task.Unit, filings[i].Task.Request.Period, w.Body, ids[i], filings[i].Task.Unit, w.Replaces))),
            ],
            "FILING", now, work.Connection, cancel, new SameTrip([new("SAVEPOINT decided")]), store);
        foreach (var i in changed)
        {
            made[i] = made[i] with { Version = made[i].Version + 1 };
            var (task, form) = (filings[i].Task, filings[i].Task.Form);
            work.Publish(new FilingSubmitted(
                ids[i], form.Code, form.Body.Title, task.Request.Department, task.Unit, task.Request.Period.ToString(), made[i].Version,
                filings[i].Input.Nil, now, task.Request.DueOn));
        }
        await KeepExceptions.RunAsync(filings, made, now, work.Connection, cancel);
        await StartReview.OfAsync(filings, made, now, work, cancel);
        // One event for each unit: the values of a unit stay in order, whoever else filed beside it.
        foreach (var unit in written.GroupBy(v => v.Unit, StringComparer.Ordinal)) work.Publish(ValuesRecorded.Of(unit));
        return made;
    }

    // Like values: a filing that is at another version than the one decided on gets none.
    private static NpgsqlBatchCommand Store((FilingMade Made, FilingToMake Filing)[] rows, DateTimeOffset now) => SameTrip.Command(
        """
        INSERT INTO filing AS f (id, request, form, unit, period, version, nil, late, typed, reused, minutes, minutes_saved, answer, used, filed_by, filed_at)
        SELECT id, request, form, unit, period, version, nil, late, typed, reused, minutes, minutes_saved, answer::jsonb, used::jsonb, by, $16
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            AS t(id, request, form, unit, period, version, nil, late, typed, reused, minutes, minutes_saved, answer, used, by)
        ORDER BY id
        ON CONFLICT (id) DO UPDATE SET version = CASE WHEN f.version + 1 = excluded.version THEN excluded.version END, nil = excluded.nil, late = excluded.late,
            typed = excluded.typed, reused = excluded.reused, minutes = excluded.minutes, minutes_saved = excluded.minutes_saved, answer = excluded.answer,
            used = excluded.used, filed_by = excluded.filed_by, filed_at = excluded.filed_at
        """,
        Array.ConvertAll(rows, r => r.Made.Id), Array.ConvertAll(rows, r => r.Filing.Task.Request.Id), Array.ConvertAll(rows, r => r.Filing.Task.Form.Code),
        Array.ConvertAll(rows, r => r.Filing.Task.Unit), Array.ConvertAll(rows, r => r.Filing.Task.Request.Period.ToString()),
        Array.ConvertAll(rows, r => r.Made.Version + 1),
        Array.ConvertAll(rows, r => r.Filing.Input.Nil), Array.ConvertAll(rows, r => ChinaDay.Of(now) > r.Filing.Task.Request.DueOn),
        Array.ConvertAll(rows, r => r.Made.Decision.Typed), Array.ConvertAll(rows, r => r.Made.Decision.Reused),
        Array.ConvertAll(rows, r => r.Filing.Task.Form.MinutesFor(r.Made.Decision.Typed)), Array.ConvertAll(rows, r => r.Filing.Task.Form.MinutesFor(r.Made.Decision.Reused)),
        Array.ConvertAll(rows, r => JsonSerializer.Serialize(r.Made.Decision.Answer, Json.Options)),
        Array.ConvertAll(rows, r => JsonSerializer.Serialize(r.Made.Decision.Uses, Json.Options)), Array.ConvertAll(rows, r => r.Filing.By), now.ToUniversalTime());

    /// <summary>The id of a task's filing follows from the task, so that two first filings at once meet in one row.</summary>
    public static Guid IdOf(AskedUnit task) => new(SHA256.HashData(Encoding.ASCII.GetBytes(task.Id)).AsSpan(0, 16));
}
