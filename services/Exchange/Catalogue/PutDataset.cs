using Datarun.Exchange.Audit;
using Datarun.Exchange.SourceNamings;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Catalogue;

/// <summary>Submits an entry of the catalogue.</summary>
public static class PutDataset
{
    /// <summary>
    /// Submits an entry, or a change of one, for review by the same-level sharing authority, which has two workdays (第17条). What is in force stays so
    /// until it is approved. Elements of which the provider is the source only, with the assessment on record (第13条).
    /// </summary>
    public static async Task<Results<Created<DatasetView>, Ok<DatasetView>>> HandleAsync(
        string code, DatasetFields body, Caller caller, HttpContext context, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock,
        CancellationToken cancel)
    {
        var (now, today) = (clock.GetUtcNow(), clock.Today());
        var fields = CheckDataset.Clean(body);
        CheckDataset.Of(code, fields, today).Enforce();
        var elements = await db.Elements.AsNoTracking().Where(e => fields.Elements!.Contains(e.Code)).ToListAsync(cancel);
        var dataset = await db.Datasets.FromSql($"SELECT * FROM dataset WHERE code = {code} FOR UPDATE").SingleOrDefaultAsync(cancel);
        ETags.Match(context, dataset?.Version ?? 0);
        var provider = caller.IsAdministrator ? dataset?.Provider ?? elements.FirstOrDefault()?.Source ?? caller.Unit : caller.Unit;
        if (dataset is not null && dataset.Provider != provider) throw CatalogueProblems.DatasetOfAnother.Refuse().With("provider", dataset.Provider).AsException();
        var check = new Check();
        foreach (var element in fields.Elements!.Except(elements.Select(e => e.Code), StringComparer.Ordinal)) check.That(false, "/elements", ExchangeProblems.UnknownElement, element);
        var somewhere = await SourceOf.SomewhereAsync(work.Connection, provider, [.. fields.Elements!], cancel);
        foreach (var element in elements.Where(e => e.Source != provider && !somewhere.Contains(e.Code))) check.That(false, "/elements", CatalogueProblems.NotOfProvider, element.Code);
        check.Enforce();

        var isNew = dataset is null;
        var review = rules.Get("catalogue.review", today);
        var due = calendar.AddWorkdays(today, review.Int);
        if (dataset is null)
            db.Datasets.Add(dataset = new Dataset { Code = code, Provider = provider, Submitted = fields, SubmittedAt = now, State = DatasetState.IN_REVIEW, ReviewDueOn = due.On, Rule = review.Reference, ChangedAt = now });
        (dataset.Submitted, dataset.SubmittedAt, dataset.State, dataset.Version) = (fields, now, DatasetState.IN_REVIEW, dataset.Version + 1);
        (dataset.ReviewDueOn, dataset.Provisional, dataset.Rule, dataset.ReviewReason) = (due.On, due.Provisional, review.Reference, null);
        DateOnly? stated = fields.ChangedOn is { } changed ? calendar.AddWorkdays(changed, rules.Get("catalogue.update", today).Int).On : null;
        await db.SaveChangesAsync(cancel);
        dataset.UpdateDueOn = new[] { stated, await CatalogueDeadlines.SubmitAsync(work.Connection, dataset, caller.Unit, now, today, cancel) }.Min();
        dataset.UpdatedLate = dataset.UpdateDueOn < today;
        await db.SaveChangesAsync(cancel);
        await AuditLog.AppendAsync(work.Connection,
            [new(now, AuditAction.CATALOGUE_SUBMITTED, provider, caller.Client) { Element = null, Under = code, Outcome = dataset.UpdatedLate ? "LATE" : null }], cancel);
        ETags.Give(context, dataset.Version);
        var view = DatasetView.Of(dataset, [.. elements.Where(e => dataset.Elements.Contains(e.Code))], own: true);
        return isNew ? TypedResults.Created($"/api/exchange/v1/datasets/{code}", view) : TypedResults.Ok(view);
    }
}
