using Datarun.Exchange.SourceNamings;
using Datarun.Exchange.Storage;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Codes;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Exchange.Sharing;

/// <summary>What a request for data asks for.</summary>
public static class AskedElements
{
    /// <summary>
    /// The elements that are known, each with its source about the place that is asked for. Throws CITIZEN_NUMBERS_NOT_EXCHANGED with those that hold such
    /// numbers: they never leave Reports, so a request for them could be granted but never fulfilled.
    /// </summary>
    public static async Task<IReadOnlyList<ReadElement>> ReadAsync(SharingAsk ask, string consumer, ExchangeDb db, NpgsqlConnection connection, CancellationToken cancel)
    {
        var elements = ask.Scope!.Elements!;
        var numbers = await db.Elements.Where(e => elements.Contains(e.Code) && e.Identifier == Identifier.CITIZEN_ID).OrderBy(e => e.Code).Select(e => e.Code).ToListAsync(cancel);
        if (numbers.Count > 0) throw SharingProblems.CitizenNumbersNotExchanged.At("/scope/elements", string.Join(", ", numbers)).With("elements", numbers).AsException();
        return await SourceOf.WithinAsync(connection, [.. (await ReadFacts.OfAsync(connection, consumer, elements, cancel)).Select(f => f.Element)], ask.Scope.Under, cancel);
    }
}
