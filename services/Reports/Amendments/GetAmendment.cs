using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Amendments;

public static class GetAmendment
{
    /// <summary>One filing that used a value which was corrected later, for the unit, the places above it, and the department that asked.</summary>
    public static async Task<Ok<Amendment>> HandleAsync(Guid id, Caller caller, Catalogue catalogue, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var row = await FindAmendment.ByIdAsync(id, caller, connection, cancel);
        return TypedResults.Ok(row.View((await catalogue.ReadAsync(connection, cancel)).ById[row.Element], caller));
    }
}
