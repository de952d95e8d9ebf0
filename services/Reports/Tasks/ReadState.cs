using Dapper;
using Npgsql;

namespace Datarun.Reports.Tasks;

/// <summary>Reads where one task stands, for whoever decides about it.</summary>
public static class ReadState
{
    /// <summary>Its state, and whether it was filed.</summary>
    public static async Task<(TaskState State, bool IsFiled)> OfAsync(AskedUnit task, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var cells = (await ReadCells.OfAsync([task], today, connection, cancel))[0];
        var filed = await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM filing WHERE request = @request AND unit = @Unit)", new { request = task.Request.Id, task.Unit }, cancellationToken: cancel));
        return (task.Standing.State(filed, GetTask.IsComplete(cells)), filed);
    }
}
