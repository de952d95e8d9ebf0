using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Decisions;

/// <summary>Finds a decision for those who may see it; for others there is none.</summary>
internal static class FindDecision
{
    public static async Task<DecisionRow> OfAsync(Guid id, Caller caller, NpgsqlConnection connection, CancellationToken cancel)
    {
        var row = await connection.QuerySingleOrDefaultAsync<DecisionRow>(new CommandDefinition($"{DecisionRow.Select} WHERE d.id = @id", new { id }, cancellationToken: cancel));
        return row?.IsFor(caller) == true ? row : throw DecisionProblems.DecisionUnknown.Refuse().AsException();
    }

    /// <summary>For the authority that decides the appeal: of the same level, never the asker itself; nobody else changes it meanwhile.</summary>
    public static async Task<DecisionRow> ToDecideAsync(Guid id, Caller caller, UnitOfWork work, CancellationToken cancel)
    {
        await work.Connection.ExecuteAsync(new CommandDefinition("SELECT FROM admission_decision WHERE id = @id FOR UPDATE", new { id }, cancellationToken: cancel));
        var row = await OfAsync(id, caller, work.Connection, cancel);
        if (!caller.IsAdministrator && caller.Area != row.Area) throw Catalogues.CatalogueProblems.NotYourArea.Refuse().With("area", row.Area).AsException();
        if (caller.Unit == row.Department) throw DecisionProblems.DecidesOwnCase.Refuse().AsException();
        if (row.Reasons is null) throw DecisionProblems.NoAppeal.Refuse().AsException();
        return row.Outcome is null ? row : throw DecisionProblems.AppealDecided.Refuse().AsException();
    }
}
