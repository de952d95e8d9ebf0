using Datarun.Accountability.Reactions;
using Datarun.Accountability.Storage;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Accountability.Objections;

/// <summary>An objection as it is put on record.</summary>
/// <param name="Unit">Where the objector works.</param>
/// <param name="Person">Opaque id of the objector; null for the unit as a whole.</param>
/// <param name="Order">The order objected to.</param>
/// <param name="OrderedBy">Who gave it.</param>
/// <param name="SaidOn">The day on which it was said.</param>
/// <param name="Text">What was said.</param>
public sealed record ObjectionFields(
    string? Unit = null, Guid? Person = null, string? Order = null, string? OrderedBy = null, DateOnly? SaidOn = null, string? Text = null);

/// <summary>Puts an objection to an order on record.</summary>
public static class RecordObjection
{
    private const int LongestText = 10_000;
    private const int LongestOrder = 2000;
    private const int LongestName = 200;

    /// <summary>Records an objection; it gets the server's time and stays as it is. Its unit, or one above it, may.</summary>
    public static async Task<Created<RecordedObjection>> HandleAsync(
        ObjectionFields body, Caller caller, AccountabilityDb db, Units units, TimeProvider clock, CancellationToken cancel)
    {
        var (order, orderedBy, text) = (Text.Clean(body.Order), Text.Clean(body.OrderedBy), Text.Clean(body.Text));
        new Check().Required(body.Unit, "/unit", LongestName).Required(order, "/order", LongestOrder, lines: true).Required(orderedBy, "/orderedBy", LongestName)
            .Required(text, "/text", LongestText, lines: true)
            .That(body.SaidOn is not null, "/saidOn", CommonProblems.FieldRequired)
            .That(body.SaidOn is null || body.SaidOn <= clock.Today(), "/saidOn", AccountabilityProblems.InTheFuture)
            .Enforce();
        var unit = await units.MustKnowAsync(body.Unit!, "/unit", cancel);
        if (!caller.Covers(unit.Code)) caller.MustCover(unit.Area);

        var objection = new RecordedObjection
        {
            Id = Guid.CreateVersion7(), Unit = unit.Code, Person = body.Person, Order = order!, OrderedBy = orderedBy!, SaidOn = body.SaidOn!.Value,
            Text = text!, RecordedBy = caller.Client, RecordedAt = clock.GetUtcNow(),
        };
        db.Objections.Add(objection);
        return TypedResults.Created($"/api/accountability/v1/objections?unit={unit.Code}", objection);
    }
}
