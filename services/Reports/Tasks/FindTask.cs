using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Npgsql;

namespace Datarun.Reports.Tasks;

/// <summary>Finds a task by its id: the request, the form in the version asked, the unit.</summary>
public sealed class FindTask(Catalogue catalogue, AskedForms forms)
{
    /// <summary>The task; null where the request does not ask this unit.</summary>
    public async Task<AskedUnit?> ByIdAsync(string id, NpgsqlConnection connection, CancellationToken cancel) =>
        (await ByIdsAsync([id], connection, cancel))[0];

    /// <summary>Any number of them in one statement, in the order of the ids.</summary>
    public async Task<IReadOnlyList<AskedUnit?>> ByIdsAsync(IReadOnlyList<string> ids, NpgsqlConnection connection, CancellationToken cancel)
    {
        var wanted = ids.Index().Select(i => AskedUnit.TryRead(i.Item, out var request, out var unit) ? (i.Index, Request: request, Unit: unit) : (Index: -1, Request: default, Unit: ""))
            .Where(w => w.Index >= 0).ToArray();
        var found = new AskedUnit?[ids.Count];
        if (wanted.Length == 0) return found;
        var rows = (await connection.QueryAsync<TaskRow>(new CommandDefinition(
            $"""
            SELECT w.n, w.unit, r.*, c.stamp, {TaskSql.Standing("w.unit")}
            FROM unnest(@numbers, @requests, @units) AS w(n, request, unit) CROSS JOIN catalogue c
            JOIN request r ON r.id = w.request AND w.unit >= r.low AND w.unit < r.high
            LEFT JOIN task t ON t.request = w.request AND t.unit = w.unit
            CROSS JOIN LATERAL (SELECT FROM division d WHERE d.code = w.unit AND d.level = r.level AND (d.valid_to IS NULL OR d.valid_to >= r.starts) LIMIT 1) d
            """,
            new
            {
                numbers = Array.ConvertAll(wanted, w => w.Index), requests = Array.ConvertAll(wanted, w => w.Request), units = Array.ConvertAll(wanted, w => w.Unit),
            }, cancellationToken: cancel))).AsList();
        if (rows.Count == 0) return found;
        var elements = await catalogue.AtAsync(rows[0].Stamp, connection, cancel);
        var versions = await forms.ReadAsync([.. rows.Select(r => (r.Form, r.FormVersion))], elements, connection, cancel);
        foreach (var row in rows) found[row.N] = new AskedUnit(row.RequestOfUnit, versions[(row.Form, row.FormVersion)], row.Unit) { Standing = row.Standing };
        return found;
    }

    private sealed record TaskRow : StandingRow
    {
        public int N { get; init; }
        public long Stamp { get; init; }
    }
}
