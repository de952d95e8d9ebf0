using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.Reports.Requests;
using Datarun.Reports.Tasks;
using Npgsql;

namespace Datarun.Reports.Workbooks;

/// <summary>The request with its form in the version that was asked.</summary>
public sealed record AskedRequest(Request Request, AskedForm Form)
{
    /// <summary>Finds it; null where there is none.</summary>
    public static async Task<AskedRequest?> FindAsync(Guid id, Catalogue catalogue, AskedForms forms, NpgsqlConnection connection, CancellationToken cancel)
    {
        var row = await connection.QuerySingleOrDefaultAsync<RequestRow>(new CommandDefinition("SELECT * FROM request WHERE id = @id", new { id }, cancellationToken: cancel));
        if (row is null) return null;
        var elements = await catalogue.ReadAsync(connection, cancel);
        return new AskedRequest(row.Request, (await forms.ReadAsync([(row.Form, row.FormVersion)], elements, connection, cancel))[(row.Form, row.FormVersion)]);
    }

    /// <summary>The units asked within a place, by code; at most so many.</summary>
    public Task<IReadOnlyList<AskedUnit>> UnitsAsync(Place place, int most, NpgsqlConnection connection, CancellationToken cancel) =>
        UnitsAsync("u.code >= @Low AND u.code < @High ORDER BY u.code LIMIT @most", new { Request.Id, place.Low, place.High, most }, connection, cancel);

    /// <summary>Those of the units that are asked.</summary>
    public Task<IReadOnlyList<AskedUnit>> AmongAsync(string[] units, NpgsqlConnection connection, CancellationToken cancel) =>
        UnitsAsync("u.code = ANY(@units)", new { Request.Id, units }, connection, cancel);

    /// <summary>Those of the units that are not asked because they were not there in the period, and why.</summary>
    public async Task<IReadOnlyDictionary<string, NotThere>> NotThereAsync(string[] units, NpgsqlConnection connection, CancellationToken cancel)
    {
        var notThere = new Dictionary<string, NotThere>(StringComparer.Ordinal);
        if (units.Length == 0) return notThere;
        var rows = await connection.QueryAsync<(string Unit, DateOnly? Began, DateOnly? Ended)>(new CommandDefinition(
            "SELECT u.code, u.began, u.valid_to FROM request r JOIN division u ON u.level = r.level AND u.code >= r.low AND u.code < r.high WHERE r.id = @Id AND u.code = ANY(@units)",
            new { Request.Id, units }, cancellationToken: cancel));
        foreach (var (unit, began, ended) in rows)
        {
            if (NotThere.In(Request.Period, began, ended) is { } why) notThere[unit] = why;
        }
        return notThere;
    }

    private async Task<IReadOnlyList<AskedUnit>> UnitsAsync(string which, object parameters, NpgsqlConnection connection, CancellationToken cancel) =>
        [.. (await connection.QueryAsync<StandingRow>(new CommandDefinition(
            $"""
            SELECT r.*, u.code AS unit, {TaskSql.Standing("u.code")} FROM request r {TaskSql.Units} {TaskSql.Row}
            WHERE r.id = @Id AND {which}
            """, parameters, cancellationToken: cancel))).Select(row => new AskedUnit(row.RequestOfUnit, Form, row.Unit) { Standing = row.Standing })];
}
