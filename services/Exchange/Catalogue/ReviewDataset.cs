using Datarun.Exchange.Audit;
using Datarun.Exchange.Elements;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Catalogue;

/// <summary>What the authority may decide.</summary>
public enum CatalogueDecision { PUBLISHED, RETURNED, WITHDRAWN }

/// <summary>The decision; RETURNED and WITHDRAWN need a reason.</summary>
public sealed record CatalogueReview(CatalogueDecision Decision, string? Reason = null);

/// <summary>Reviews an entry of the catalogue.</summary>
public static class ReviewDataset
{
    private const int LongestReason = 2000;

    /// <summary>
    /// The same-level sharing authority publishes what was submitted, or returns it with a reason; it may take a published entry out, with a reason
    /// (第16条). What is published is open to every department from then on.
    /// </summary>
    public static async Task<Ok<DatasetView>> HandleAsync(
        string code, CatalogueReview body, Caller caller, HttpContext context, ExchangeDb db, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var reason = Text.Clean(body.Reason);
        new Check().That(reason is not null || body.Decision == CatalogueDecision.PUBLISHED, "/reason", ExchangeProblems.ReasonRequired)
            .Storable(reason, "/reason", LongestReason, lines: true).Enforce();
        if (!CheckElement.IsCode(code)) throw CatalogueProblems.DatasetUnknown.Refuse().AsException();
        var dataset = await db.Datasets.FromSql($"SELECT * FROM dataset WHERE code = {code} FOR UPDATE").SingleOrDefaultAsync(cancel);
        if (dataset is null || !caller.AreaCovers(dataset.Provider)) throw CatalogueProblems.DatasetUnknown.Refuse().AsException();
        if (caller.Unit == dataset.Provider && !caller.IsAdministrator) throw CatalogueProblems.OwnReview.Refuse().AsException();
        Authority.MustDecide(caller, dataset.Provider);
        ETags.Match(context, dataset.Version);
        var mayDecide = body.Decision == CatalogueDecision.WITHDRAWN ? dataset.Published is not null && dataset.State != DatasetState.WITHDRAWN : dataset.State == DatasetState.IN_REVIEW;
        if (!mayDecide) throw CatalogueProblems.NotInReview.Refuse().With("state", dataset.State).AsException();

        var now = clock.GetUtcNow();
        (dataset.State, dataset.ReviewedBy, dataset.ReviewReason, dataset.Version) = (Enum.Parse<DatasetState>(body.Decision.ToString()), caller.Unit, reason, dataset.Version + 1);
        if (body.Decision == CatalogueDecision.PUBLISHED) (dataset.Published, dataset.PublishedAt, dataset.Elements) = (dataset.Submitted, now, [.. dataset.Submitted.Elements!]);
        if (body.Decision != CatalogueDecision.RETURNED) dataset.ChangedAt = now;
        var elements = await db.Elements.AsNoTracking().Where(e => dataset.Elements.Contains(e.Code)).ToListAsync(cancel);
        dataset.SearchText = dataset.SearchTextOf();
        await db.SaveChangesAsync(cancel);
        await CatalogueDeadlines.ReviewAsync(work.Connection, dataset, caller.Unit, now, cancel);
        await AuditLog.AppendAsync(work.Connection, [new(now, AuditAction.CATALOGUE_DECIDED, dataset.Provider, caller.Client) { Under = code, Outcome = body.Decision.ToString() }], cancel);
        ETags.Give(context, dataset.Version);
        return TypedResults.Ok(DatasetView.Of(dataset, elements, own: true));
    }
}
