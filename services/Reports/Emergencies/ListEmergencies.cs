using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Emergencies;

public static class ListEmergencies
{
    /// <summary>Uses of the emergency way by a department, the oldest first: for itself, its area's sharing authority and auditors.</summary>
    /// <param name="department">Whose.</param>
    public static async Task<Page<EmergencyUse>> HandleAsync(
        string department, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancel)
    {
        if (!(Caller.AreaOf(department) is { } area && (caller.Is(Role.SHARING_AUTHORITY) || caller.Is(Role.AUDITOR)) && caller.AreaCovers(area))) caller.MustCover(department);
        var after = page.AfterId() ?? Guid.Empty;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<EmergencyRow>(new CommandDefinition(
            $"SELECT {EmergencyRow.Columns} FROM emergency_use WHERE department = @department AND id > @after ORDER BY id LIMIT @limit",
            new { department, after, limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.On(clock.Today())).ToList(), e => [e.Id.ToString()]);
    }
}
