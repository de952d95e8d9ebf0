using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Accountability.Reactions;

/// <summary>Keeps what was filed when, as evidence for cases.</summary>
public static class KeepFilings
{
    public static async Task ReactAsync(IReadOnlyList<FilingSubmitted> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var latest = events.GroupBy(e => e.FilingId).Select(same => same.MaxBy(e => e.Version)!).OrderBy(e => e.FilingId).ToList();
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO filing AS t (id, form, form_title, department, unit, period, nil, submitted_at, due_on, version)
            SELECT * FROM unnest(@ids, @forms, @titles, @departments, @units, @periods, @nils, @ats, @dues, @versions)
            ON CONFLICT (id) DO UPDATE SET form_title = excluded.form_title, nil = excluded.nil, submitted_at = excluded.submitted_at,
                due_on = excluded.due_on, version = excluded.version
            WHERE excluded.version > t.version
            """,
            new
            {
                ids = latest.ConvertAll(e => e.FilingId), forms = latest.ConvertAll(e => e.Form), titles = latest.ConvertAll(e => e.FormTitle),
                departments = latest.ConvertAll(e => e.Department), units = latest.ConvertAll(e => e.Unit), periods = latest.ConvertAll(e => e.Period),
                nils = latest.ConvertAll(e => e.Nil), ats = latest.ConvertAll(e => e.SubmittedAt.ToUniversalTime()).ToArray(),
                dues = latest.ConvertAll(e => e.DueOn).ToArray(), versions = latest.ConvertAll(e => e.Version),
            }, cancellationToken: cancel));
    }
}
