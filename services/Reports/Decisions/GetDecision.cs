using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Decisions;

public static class GetDecision
{
    /// <summary>A decision of admission with its appeal: for the department, its area's sharing authority and auditors.</summary>
    public static async Task<DecisionView> HandleAsync(
        Guid id, Caller caller, NpgsqlDataSource database, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return (await FindDecision.OfAsync(id, caller, connection, cancel)).View(clock.Today(), Language.IsChinese(context));
    }
}
