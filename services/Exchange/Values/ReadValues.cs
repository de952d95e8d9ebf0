using Datarun.Exchange.Audit;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Exchange.Values;

/// <summary>Reads values; every read is in the audit log before its answer leaves.</summary>
public static class ReadValues
{
    /// <summary>
    /// Reads the values that the caller may read, by element, unit and period, each with version and source. A CONDITIONAL element needs a
    /// grant and its purpose in <c>X-Purpose</c> (percent-encoded UTF-8, or as it is); a place reads all about itself and below. Of several
    /// elements each must be readable, or the answer says which is not.
    /// </summary>
    /// <param name="asOf">What was known then: an RFC 3339 instant, or a day to its end. Pages of one question take the same <c>asOf</c>.</param>
    public static async Task<ValuePage> HandleAsync(
        [AsParameters] ValueQuery query, string? asOf, [AsParameters] PageQuery page, Caller caller, HttpContext context,
        NpgsqlDataSource database, AuditLog audit, SuspendMisused suspend, TimeProvider clock, CancellationToken cancel)
    {
        var filter = query.Filter();
        var after = page.Keys(3);
        var (at, today) = (clock.GetUtcNow(), clock.Today());
        var then = string.IsNullOrEmpty(asOf) ? (DateTimeOffset?)null : Snapshot.Read(asOf, clock, CommonProblems.ParameterInvalid.At("?asOf", asOf));

        await using var connection = await database.OpenConnectionAsync(cancel);
        var entry = new AuditEntry(at, AuditAction.READ, caller.Unit, caller.Client) { Under = filter.Under, Period = filter.Period };
        var snapshot = then is { } instant ? await Snapshot.OfAsync(connection, instant, cancel) : (long?)null;
        var asked = new AskedPage(filter, snapshot, after, page, caller, today);
        var (facts, scope, values) = await asked.WithFactsAsync(Purpose.Read(context), connection, cancel);
        if (scope is null) throw await ReadScope.RefuseAsync(facts, filter.Under, caller, Purpose.Read(context), entry, audit, suspend, today, cancel);
        values ??= await asked.PageAsync(scope, connection, cancel);
        await connection.CloseAsync();

        await audit.AppendAsync(asked.Entry(entry, scope, values), cancel);
        if (snapshot < values.Head) await Corrections.TellLateReaders.RunAsync(database, snapshot.Value, filter.Elements, clock, cancel);
        return values;
    }
}
