using Datarun.Reports.Ledgers;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Datarun.Reports.LedgerEntries;

public static class CloseEntry
{
    private const int LongestReason = 1000;

    /// <summary>How an entry ends. In the body, because a reason may name a person and does not belong in an address.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="ValidTo">Last day on which it held; today where it is not given. The day before it began: it never held. An event is withdrawn whole.</param>
    public sealed record Body(string Reason, DateOnly? ValidTo = null);

    /// <summary>Closes an entry with a day and a reason. It is never erased: periods before that day count it, and its history stays.</summary>
    public static async Task<Results<Ok<EntryView>, Refused>> HandleAsync(
        Guid id, [FromBody] Body body, Caller caller, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var check = new Check().Required(body.Reason, "/reason", LongestReason);
        if (!check.Passes) return check.Refused;
        if (await KeepEntry.FindAsync(id, forUpdate: true, work.Connection, cancel) is not var (before, ledger)) return LedgerProblems.EntryUnknown.Refuse();
        caller.MustCover(before.Unit);
        ETags.Match(context, before.Version);
        if (before.ValidTo is { } closed) return LedgerProblems.EntryClosed.Refuse().With("validTo", closed);
        var (today, never) = (clock.Today(), before.ValidFrom.AddDays(-1));
        var last = ledger.IsOfEvents ? never : body.ValidTo ?? today;
        if (!ledger.IsOfEvents && (last < never || last > today)) return LedgerProblems.ValidFromInvalid.At("/validTo", $"{never:yyyy-MM-dd}–{today:yyyy-MM-dd}");
        var entry = before with { Version = before.Version + 1, ValidTo = last, ChangedAt = clock.GetUtcNow() };
        await KeepEntry.StoreAsync(entry, before.ValidFrom, "CLOSED", Text.Clean(body.Reason), ledger, caller, work, cancel);
        ETags.Give(context, entry.Version);
        return TypedResults.Ok(entry.View(ledger, masked: false));
    }
}
