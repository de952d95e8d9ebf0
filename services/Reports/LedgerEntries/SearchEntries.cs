using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.LedgerEntries;

public static class SearchEntries
{
    /// <summary>What to look for; in the body, so that identifiers stay out of addresses and logs.</summary>
    /// <param name="Under">The place with everything below it; the caller's own where it is not given.</param>
    /// <param name="Where">A filter over the fields, as in formulas: <c>income &lt; 5000 and kind in ('A', 'B')</c>.</param>
    /// <param name="On">As of this day; what holds now where it is not given.</param>
    public sealed record Body(string? Under = null, string? Where = null, DateOnly? On = null, int? Limit = null, string? After = null);

    /// <summary>The same list, asked for in the body: for filters over identifiers and other protected fields.</summary>
    public static Task<Results<Ok<Page<EntryView>>, Refused>> HandleAsync(
        string code, Body body, Caller caller, NpgsqlDataSource database, HttpContext context, CancellationToken cancel)
    {
        new Check().That(body.Under is null || DivisionCode.TryParse(body.Under, out _), "/under", CommonProblems.CodeInvalid, body.Under)
            .That(body.Limit is null or (>= 1 and <= PageQuery.Most), "/limit", ReportsProblems.OutOfBounds, $"1–{PageQuery.Most}").Enforce();
        return ListEntries.ReadAsync(code, body.Under, body.Where, body.On, new PageQuery(body.Limit, body.After, context), inAddress: false, caller, database, cancel);
    }
}
