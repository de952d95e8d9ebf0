using System.Text.Json;
using Dapper;
using Datarun.Reports.Ledgers;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.LedgerEntries;

public static class PostEntry
{
    /// <summary>A new entry.</summary>
    /// <param name="Unit">The unit that keeps it, of the ledger's level.</param>
    /// <param name="Values">By field.</param>
    /// <param name="ValidFrom">First day of what it says; since ever where it is not given. Of an event its own date counts.</param>
    public sealed record Body(string Unit, IReadOnlyDictionary<string, JsonElement> Values, DateOnly? ValidFrom = null);

    /// <summary>Makes an entry. There is one with its key at a time in a unit; who comes back after an entry was closed begins anew.</summary>
    public static async Task<Results<Created<EntryView>, Refused>> HandleAsync(
        string code, Body body, Caller caller, CatchUp catchUp, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        EntryRights.MustKeep(caller, body.Unit);
        await catchUp.WithAsync(cancel, "rosters");
        await FindLedger.LockAsync(code, alone: false, work.Connection, cancel);
        var ledger = await FindLedger.MustAsync(code, work.Connection, cancel);
        if (EntryRights.RefuseUnit(ledger, body.Unit) is var (problem, detail)) return problem.At("/unit", detail);
        var known = await work.Connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT EXISTS (SELECT FROM division WHERE code = @Unit)", new { body.Unit }, cancellationToken: cancel));
        if (!known) return ReportsProblems.UnitUnknown.At("/unit", body.Unit);
        var read = CheckEntry.Of(ledger, body.Values, body.ValidFrom);
        if (read.Errors.Count > 0) return Refuse(read.Errors);
        if (await KeepEntry.OpenAsync(ledger, body.Unit, read.Key, work.Connection, cancel) is { } open) return LedgerProblems.EntryExists.Refuse().With("entry", open);
        var from = read.ValidFrom ?? CheckEntry.Always;
        if (!ledger.IsOfEvents && await KeepEntry.ClosedAsync(ledger, body.Unit, read.Key, work.Connection, cancel) is { } closed && from <= closed)
            return LedgerProblems.EntryClosed.At("/validFrom", $"> {closed:yyyy-MM-dd}");
        var now = clock.GetUtcNow();
        var entry = new EntryRow
        {
            Id = Guid.CreateVersion7(now), Ledger = ledger.Id, Unit = body.Unit, Key = read.Key, Version = 1, ValidFrom = from, Data = read.Json, ChangedAt = now,
        };
        await KeepEntry.StoreAsync(entry, null, "CREATED", null, ledger, caller, work, cancel);
        ETags.Give(context, 1);
        return TypedResults.Created($"/api/reports/v1/ledger-entries/{entry.Id}", entry.View(ledger, masked: false));
    }

    internal static Refused Refuse(IReadOnlyList<FieldError> errors) => new(errors.Count == 1 ? errors[0].Problem : CommonProblems.BodyInvalid, errors);
}
