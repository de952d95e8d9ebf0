using Dapper;
using Datarun.Exchange.Catalogue;
using Datarun.Exchange.SourceNamings;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Elements;

/// <summary>Defines a data element, or changes it.</summary>
public static class PutElement
{
    /// <summary>
    /// Defines or changes an element; only its source may. What has values keeps its definition, type and unit: another meaning is
    /// another element. The same fields again change nothing and tell nobody. Catalogue entries that list the element are to follow within ten workdays (第17条).
    /// </summary>
    public static async Task<Results<Created<ElementView>, Ok<ElementView>>> HandleAsync(
        string code, ElementFields body, Caller caller, HttpContext context, ExchangeDb db, UnitOfWork work, CatchUp catchUp, Rules rules, WorkdayCalendar calendar, TimeProvider clock,
        CancellationToken cancel)
    {
        var fields = body.Clean();
        CheckElement.Of(code, fields, rules.Get("element.citizenId.classification", clock.Today())).Enforce();
        MustBeSource(caller, fields.Source!);
        var element = await db.Elements.SingleOrDefaultAsync(e => e.Code == code, cancel);
        ETags.Match(context, element?.Version ?? 0);
        if (element is not null && element.Fields.SameAs(fields)) return TypedResults.Ok(Say(element, context));
        if (element is not null) MustBeSource(caller, element.Source);
        await SourceOf.MustBeAsync(work.Connection, code, fields.Source!, rules.Get("share.source.named", clock.Today()), cancel);
        await KnownBody.MustBeAsync(fields.Source!, "/source", db, catchUp, cancel);
        await MustWeighAsync(code, fields, db, cancel);
        if (element is not null && !element.Fields.MeansTheSameAs(fields) && await HasValuesAsync(work, code, cancel))
            throw ExchangeProblems.DefinitionInUse.Refuse().With("element", code).AsException();

        var (isNew, says) = (element is null, element is not null && !element.Fields.SaysTheSameAs(fields));
        if (element is null) db.Elements.Add(element = Element.Of(code, fields));
        else element.Take(fields);
        element.Version++;
        element.ChangedAt = clock.GetUtcNow();
        work.Publish(element.Fact((await SourceOf.AreasAsync(work.Connection, [code], cancel))[code]));
        if (says) await CatalogueDeadlines.OnElementsAsync(work.Connection, [code], caller.Unit, rules, calendar, element.ChangedAt, clock.Today(), cancel);
        return isNew
            ? TypedResults.Created($"/api/exchange/v1/elements/{code}", Say(element, context))
            : TypedResults.Ok(Say(element, context));
    }

    private static ElementView Say(Element element, HttpContext context)
    {
        ETags.Give(context, element.Version);
        return ElementView.Of(element);
    }

    private static void MustBeSource(Caller caller, string source)
    {
        if (caller.Unit != source && !caller.IsAdministrator)
            throw ExchangeProblems.NotTheSource.Refuse().With("source", source).With("yours", caller.Unit).AsException();
    }

    /// <summary>A weight is another element and a number, and stays one while something is weighted by it.</summary>
    private static async Task MustWeighAsync(string code, ElementFields fields, ExchangeDb db, CancellationToken cancel)
    {
        if (fields.Type is not (ElementType.INTEGER or ElementType.DECIMAL) && await db.Elements.AnyAsync(e => e.WeightedBy == code, cancel))
            throw ExchangeProblems.WeightNotANumber.At("/type", fields.Type.ToString()).AsException();
        if (fields.WeightedBy is not { } weight) return;
        var type = weight == code ? null : await db.Elements.Where(e => e.Code == weight).Select(e => (ElementType?)e.Type).SingleOrDefaultAsync(cancel);
        if (type is null) throw ExchangeProblems.UnknownElement.At("/weightedBy", weight).AsException();
        if (type is not (ElementType.INTEGER or ElementType.DECIMAL)) throw ExchangeProblems.WeightNotANumber.At("/weightedBy", type.ToString()).AsException();
    }

    private static Task<bool> HasValuesAsync(UnitOfWork work, string code, CancellationToken cancel) =>
        work.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM value_copy WHERE element = @code)", new { code }, cancellationToken: cancel));
}
