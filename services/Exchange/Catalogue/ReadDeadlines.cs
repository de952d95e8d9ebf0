using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Exchange.Catalogue;

/// <summary>Whether it is done, and if not, whether its last day is over.</summary>
public enum DeadlineState { OPEN, OVERDUE, DONE }

/// <summary>Reads what is due to the catalogue.</summary>
public static class ReadDeadlines
{
    /// <summary>Updates and reviews of the caller's own entries, oldest first; a sharing authority sees those of its area, and so what is late there.</summary>
    /// <param name="state">OPEN, OVERDUE (and not done yet) or DONE.</param>
    /// <param name="dataset">Only those of this entry.</param>
    /// <param name="duty">Only updates, or only reviews.</param>
    public static async Task<Ok<Page<CatalogueDeadlineView>>> ListAsync(
        CatalogueDuty? duty, DeadlineState? state, string? dataset, [AsParameters] PageQuery page, Caller caller, ExchangeDb db, UnitOfWork work, CancellationToken cancel)
    {
        var after = page.AfterId();
        var area = UnitRange.OverseenBy(caller, Role.SHARING_AUTHORITY);
        await db.Database.OpenConnectionAsync(cancel);
        var rows = await CatalogueDeadlines.FindAsync(work.Connection,
            """
            (@all OR CASE kind WHEN 'UPDATE' THEN owed_by ELSE owed_to END = @unit
                OR (CASE kind WHEN 'UPDATE' THEN owed_by ELSE owed_to END >= @from AND CASE kind WHEN 'UPDATE' THEN owed_by ELSE owed_to END < @to))
            AND (@duty::text IS NULL OR kind = @duty) AND (@dataset::text IS NULL OR dataset = @dataset) AND (@after::uuid IS NULL OR id > @after)
            AND (@state::text IS NULL OR @state = CASE WHEN done_at IS NOT NULL THEN 'DONE' WHEN overdue_since IS NOT NULL THEN 'OVERDUE' ELSE 'OPEN' END)
            ORDER BY id LIMIT @limit
            """,
            new
            {
                all = caller.IsAdministrator, unit = caller.Unit, from = area.From, to = area.To, duty = duty?.ToString(), dataset, after, state = state?.ToString(), limit = page.Size + 1,
            }, cancel);
        return TypedResults.Ok(page.Of(rows.Select(r => r.View).ToList(), d => [d.Id.ToString()]));
    }

    /// <summary>One of them, with the extensions that were asked for and every step on record.</summary>
    public static async Task<Ok<CatalogueDeadlineView>> GetAsync(Guid id, Caller caller, ExchangeDb db, UnitOfWork work, CancellationToken cancel)
    {
        await db.Database.OpenConnectionAsync(cancel);
        return TypedResults.Ok(await WholeAsync(work.Connection, await MustFindAsync(work.Connection, id, caller, "", cancel), cancel));
    }

    internal static async Task<CatalogueDeadlineView> WholeAsync(NpgsqlConnection connection, CatalogueDeadline deadline, CancellationToken cancel) => deadline.View with
    {
        Extensions = await Extensions.OfAsync(connection, deadline.Id, cancel), History = await ReadHistory.OfAsync(connection, deadline.Id, cancel),
    };

    /// <summary>Finds it for its provider or the authority of the area; for everybody else there is none.</summary>
    internal static async Task<CatalogueDeadline> MustFindAsync(NpgsqlConnection connection, Guid id, Caller caller, string locking, CancellationToken cancel)
    {
        var found = (await CatalogueDeadlines.FindAsync(connection, $"id = @id {locking}", new { id }, cancel)).SingleOrDefault();
        return found is not null && caller.Oversees(found.Provider) ? found : throw CatalogueProblems.DeadlineUnknown.Refuse().AsException();
    }
}
