using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Codes;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Sharing;

/// <summary>Citizen numbers never leave Reports, so a request for them could be granted but never fulfilled: it is refused from the start.</summary>
public static class RefuseCitizenNumbers
{
    /// <summary>Throws CITIZEN_NUMBERS_NOT_EXCHANGED with the elements that hold such numbers.</summary>
    public static async Task AmongAsync(IReadOnlyList<string> elements, ExchangeDb db, CancellationToken cancel)
    {
        var numbers = await db.Elements.Where(e => elements.Contains(e.Code) && e.Identifier == Identifier.CITIZEN_ID).OrderBy(e => e.Code).Select(e => e.Code).ToListAsync(cancel);
        if (numbers.Count > 0) throw SharingProblems.CitizenNumbersNotExchanged.At("/scope/elements", string.Join(", ", numbers)).With("elements", numbers).AsException();
    }
}
