using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Sessions;

/// <summary>Finds a task that the caller may work on: its own, and one that may still be filed.</summary>
internal static class FindOpenTask
{
    /// <summary>The task; throws TASK_UNKNOWN, OUTSIDE_YOUR_UNIT, or why nothing may be filed any more.</summary>
    public static async Task<AskedUnit> ByIdAsync(string id, Caller caller, FindTask find, NpgsqlConnection connection, CancellationToken cancel)
    {
        var task = await find.OwnAsync(id, caller, connection, cancel);
        return task.Standing.ClosedBy is { } closed ? throw closed.Refuse().Saying(task.Standing.Reason).AsException() : task;
    }
}
