using Datarun.Rosters.People;
using Datarun.Rosters.Storage;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Rosters.CompTime;

internal static class ListAllowanceClaims
{
    /// <summary>Allowance claims in the order in which they were certified.</summary>
    /// <param name="under">A place with everything below it, its bodies included; or one body. It or a person must be given.</param>
    /// <param name="person">Only those of this person, over all units.</param>
    /// <param name="page">Which page.</param>
    public static async Task<Page<AllowanceClaimAnswer>> HandleAsync(
        OrgUnitCode? under, Guid? person, [AsParameters] PageQuery page, Caller caller, RostersDb db, NpgsqlDataSource data, Rules rules, CancellationToken cancel)
    {
        await using var connection = await data.OpenConnectionAsync(cancel);
        await WhoIsMeant.MustCoverAsync(connection, caller, under, person, cancel);
        var claims = UnitsUnder.Of(db.AllowanceClaims, under, "SELECT * FROM allowance_claim");
        if (person is { } id) claims = claims.Where(c => c.Person == id);
        if (page.AfterId() is { } after) claims = claims.Where(c => c.Id > after);
        var rows = await claims.OrderBy(c => c.Id).Take(page.Size + 1).ToListAsync(cancel);
        return page.Of(rows.ConvertAll(c => AllowanceClaimAnswer.Of(c, rules)), c => [c.Id.ToString()]);
    }
}
