using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Requests;
using Npgsql;

namespace Datarun.Reports.Tasks;

/// <summary>Finds a task by its id: the request, the form in the version asked, the unit.</summary>
public sealed class FindTask(Catalogue catalogue, AskedForms forms)
{
    /// <summary>The task; null where the request does not ask this unit.</summary>
    public async Task<AskedUnit?> ByIdAsync(string id, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (!AskedUnit.TryRead(id, out var request, out var unit)) return null;
        var row = await connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition(
            """
            SELECT r.*, c.stamp FROM request r CROSS JOIN catalogue c JOIN division d ON d.code = @unit AND d.level = r.level
            WHERE r.id = @request AND @unit >= r.low AND @unit < r.high AND (d.valid_to IS NULL OR d.valid_to >= r.starts)
            """, new { request, unit }, cancellationToken: cancel));
        if (row is null) return null;
        var elements = await catalogue.AtAsync(row.Stamp, connection, cancel);
        var form = (await forms.ReadAsync([(row.Form, row.FormVersion)], elements, connection, cancel)).Values.Single();
        return new AskedUnit(row.Request, form, unit);
    }

    private sealed record TaskRow : RequestRow
    {
        public long Stamp { get; init; }
    }
}
