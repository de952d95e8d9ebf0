using System.Text.Json;
using Dapper;
using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Exchange.Catalogue;

/// <summary>Keeps by when entries are brought up to date and reviewed (第17条).</summary>
public static class CatalogueDeadlines
{
    private const string Columns = "id, kind, dataset, cause, about, owed_by, owed_to, since, due_on, provisional, rule::text AS rule, overdue_since, done_at";

    /// <summary>A change that entries have to follow.</summary>
    /// <param name="On">The day of the change.</param>
    public sealed record Change(string Dataset, string Provider, CatalogueCause Cause, string About, DateOnly On);

    /// <summary>Elements were changed: every entry that is in force and lists one of them is to be brought up to date.</summary>
    public static async Task OnElementsAsync(
        NpgsqlConnection connection, string[] elements, string by, Rules rules, WorkdayCalendar calendar, DateTimeOffset now, DateOnly today, CancellationToken cancel)
    {
        var changed = await connection.QueryAsync<(string Dataset, string Provider, string Element)>(new CommandDefinition(
            """
            SELECT d.code, d.provider, e FROM dataset d, unnest(d.elements) AS e
            WHERE d.elements && @elements AND e = ANY(@elements) AND d.published IS NOT NULL AND d.state <> 'WITHDRAWN' ORDER BY d.code, e
            """, new { elements }, cancellationToken: cancel));
        await OpenAsync(connection, [.. changed.Select(c => new Change(c.Dataset, c.Provider, CatalogueCause.ELEMENT_CHANGED, c.Element, today))], by, rules, calendar, now, cancel);
    }

    /// <summary>Duty lists come into force: every entry that the body, or a body of the place, has in force is to be looked at. A list that lies ahead is counted from its first day.</summary>
    public static async Task OnDutiesAsync(
        NpgsqlConnection connection, IReadOnlyList<(string Unit, DateOnly ValidFrom)> lists, string by, Rules rules, WorkdayCalendar calendar, DateTimeOffset now, DateOnly today,
        CancellationToken cancel)
    {
        var changed = await connection.QueryAsync<(string Dataset, string Provider, string Unit, DateOnly ValidFrom)>(new CommandDefinition(
            """
            SELECT d.code, d.provider, l.unit, l.valid_from FROM unnest(@units, @starts) AS l(unit, valid_from)
            JOIN dataset d ON d.provider = l.unit OR (l.unit ~ '^[0-9]+$' AND starts_with(d.provider, l.unit || '-'))
            WHERE d.published IS NOT NULL AND d.state <> 'WITHDRAWN' ORDER BY d.code, l.valid_from
            """, new { units = lists.Select(l => l.Unit).ToArray(), starts = lists.Select(l => l.ValidFrom).ToArray() }, cancellationToken: cancel));
        await OpenAsync(connection,
            [.. changed.Select(c => new Change(c.Dataset, c.Provider, CatalogueCause.DUTIES_CHANGED, $"{c.Unit}/{c.ValidFrom:yyyy-MM-dd}", c.ValidFrom > today ? c.ValidFrom : today))],
            by, rules, calendar, now, cancel);
    }

    /// <summary>Opens a deadline for each change, unless one for the same change is open.</summary>
    public static Task OpenAsync(
        NpgsqlConnection connection, IReadOnlyList<Change> changes, string by, Rules rules, WorkdayCalendar calendar, DateTimeOffset now, CancellationToken cancel) =>
        KeepAsync(connection, [.. changes.Select(c =>
        {
            var rule = rules.Get("catalogue.update", ChinaDay.Of(now));
            var due = calendar.AddWorkdays(c.On, rule.Int);
            return new CatalogueDeadline
            {
                Id = Guid.CreateVersion7(now), Kind = CatalogueDuty.UPDATE, Dataset = c.Dataset, Cause = c.Cause, About = c.About, OwedBy = c.Provider, OwedTo = Authority.AreaOf(c.Provider),
                Since = c.On, DueOn = due.On, Provisional = due.Provisional, Rule = JsonSerializer.Serialize(rule.Reference, Json.Options),
            };
        })], by, now, cancel);

    /// <summary>
    /// An entry was submitted: what it had to follow until today is done, and the authority's time to review begins, anew where it was reviewing already. Answers the
    /// earliest last day of what was done.
    /// </summary>
    public static async Task<DateOnly?> SubmitAsync(NpgsqlConnection connection, Dataset dataset, string by, DateTimeOffset now, DateOnly today, CancellationToken cancel)
    {
        var done = await DoneAsync(connection, "dataset = @code AND (kind = 'REVIEW' OR since <= @today)", new { code = dataset.Code, today, now }, StepKind.UPDATED, by, now, cancel);
        await KeepAsync(connection,
        [
            new()
            {
                Id = Guid.CreateVersion7(now), Kind = CatalogueDuty.REVIEW, Dataset = dataset.Code, Cause = CatalogueCause.SUBMITTED, OwedBy = Authority.AreaOf(dataset.Provider),
                OwedTo = dataset.Provider, Since = today, DueOn = dataset.ReviewDueOn, Provisional = dataset.Provisional, Rule = JsonSerializer.Serialize(dataset.Rule, Json.Options),
            },
        ], by, now, cancel);
        return done.Where(d => d.Kind == CatalogueDuty.UPDATE).Select(d => (DateOnly?)d.DueOn).Min();
    }

    /// <summary>An entry was reviewed. Where it was returned, what it had to follow is still to be done, by the same day; where it was taken out, nothing is.</summary>
    public static async Task ReviewAsync(NpgsqlConnection connection, Dataset dataset, string by, DateTimeOffset now, CancellationToken cancel)
    {
        var all = dataset.State == DatasetState.WITHDRAWN;
        await DoneAsync(connection, all ? "dataset = @code" : "dataset = @code AND kind = 'REVIEW'", new { code = dataset.Code, now }, StepKind.REVIEWED, by, now, cancel);
        if (dataset.State != DatasetState.RETURNED) return;
        var again = await connection.QueryAsync<CatalogueDeadline>(new CommandDefinition(
            $"UPDATE catalogue_deadline SET done_at = NULL WHERE dataset = @code AND kind = 'UPDATE' AND done_at = @at RETURNING {Columns}",
            new { code = dataset.Code, at = dataset.SubmittedAt }, cancellationToken: cancel));
        await RecordSteps.RunAsync(connection, again.Select(d => d.Step(StepKind.RETURNED, now, by) with { DueOn = d.DueOn, Reason = dataset.ReviewReason }).ToList(), cancel);
    }

    /// <summary>Marks what is late, each once.</summary>
    public static async Task<IReadOnlyList<MissedDeadline>> MarkOverdueAsync(NpgsqlConnection connection, DateTimeOffset now, DateOnly today, int batch, CancellationToken cancel) =>
        (await connection.QueryAsync<CatalogueDeadline>(new CommandDefinition(
            $"""
            UPDATE catalogue_deadline SET overdue_since = @now WHERE id IN (
                SELECT id FROM catalogue_deadline WHERE done_at IS NULL AND overdue_since IS NULL AND due_on < @today ORDER BY due_on, id LIMIT @batch FOR UPDATE SKIP LOCKED)
            RETURNING {Columns}
            """, new { now, today, batch }, cancellationToken: cancel))).Select(d => d.Missed()).ToList();

    /// <summary>Those that a condition finds.</summary>
    public static async Task<IReadOnlyList<CatalogueDeadline>> FindAsync(NpgsqlConnection connection, string condition, object values, CancellationToken cancel) =>
        (await connection.QueryAsync<CatalogueDeadline>(new CommandDefinition($"SELECT {Columns} FROM catalogue_deadline WHERE {condition}", values, cancellationToken: cancel))).AsList();

    private static async Task<IReadOnlyList<CatalogueDeadline>> DoneAsync(
        NpgsqlConnection connection, string condition, object values, StepKind kind, string by, DateTimeOffset now, CancellationToken cancel)
    {
        var done = (await connection.QueryAsync<CatalogueDeadline>(new CommandDefinition(
            $"UPDATE catalogue_deadline SET done_at = @now WHERE done_at IS NULL AND {condition} RETURNING {Columns}", values, cancellationToken: cancel))).AsList();
        await RecordSteps.RunAsync(connection, done.ConvertAll(d => d.Step(kind, now, by)), cancel);
        return done;
    }

    private static async Task KeepAsync(NpgsqlConnection connection, IReadOnlyList<CatalogueDeadline> opened, string by, DateTimeOffset now, CancellationToken cancel)
    {
        if (opened.Count == 0) return;
        var kept = (await connection.QueryAsync<CatalogueDeadline>(new CommandDefinition(
            $"""
            INSERT INTO catalogue_deadline (id, kind, dataset, cause, about, owed_by, owed_to, since, due_on, provisional, rule)
            SELECT id, kind, dataset, cause, about, owed_by, owed_to, since, due_on, provisional, rule::jsonb
            FROM unnest(@ids, @kinds, @datasets, @causes, @abouts, @bys, @tos, @sinces, @dues, @provisionals, @rules)
                AS d(id, kind, dataset, cause, about, owed_by, owed_to, since, due_on, provisional, rule)
            ON CONFLICT (dataset, kind, cause, about) WHERE done_at IS NULL DO NOTHING RETURNING {Columns}
            """,
            new
            {
                ids = opened.Select(d => d.Id).ToArray(), kinds = opened.Select(d => d.Kind.ToString()).ToArray(), datasets = opened.Select(d => d.Dataset).ToArray(),
                causes = opened.Select(d => d.Cause.ToString()).ToArray(), abouts = opened.Select(d => d.About).ToArray(), bys = opened.Select(d => d.OwedBy).ToArray(),
                tos = opened.Select(d => d.OwedTo).ToArray(), sinces = opened.Select(d => d.Since).ToArray(), dues = opened.Select(d => d.DueOn).ToArray(),
                provisionals = opened.Select(d => d.Provisional).ToArray(), rules = opened.Select(d => d.Rule).ToArray(),
            }, cancellationToken: cancel))).AsList();
        await RecordSteps.RunAsync(connection, kept.ConvertAll(d => d.Step(StepKind.RECEIVED, now, by) with { DueOn = d.DueOn, Area = d.Kind == CatalogueDuty.REVIEW ? d.OwedBy : null }), cancel);
    }
}
