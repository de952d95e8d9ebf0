using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.Exports;

/// <summary>Reads exports.</summary>
public static class ReadExports
{
    /// <summary>An export in a list; its manifest has the parts.</summary>
    public sealed record Item(Guid Id, ExportState State, ExportAsk Ask, DateTimeOffset AsOf, DateTimeOffset CreatedAt, DateOnly KeepUntil);

    /// <summary>The manifest of an export of the caller's unit.</summary>
    public static async Task<Ok<ExportView>> GetAsync(Guid id, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var export = await Export.FindAsync(id, caller.Unit, connection, cancel);
        var parts = (await connection.QueryAsync<ExportPart>(new CommandDefinition(
            $"SELECT {ExportPart.Columns} FROM value_export_part WHERE export = @id ORDER BY number", new { id }, cancellationToken: cancel))).AsList();
        return TypedResults.Ok(ExportView.Of(export, parts));
    }

    /// <summary>The exports of the caller's unit, oldest first.</summary>
    public static async Task<Ok<Page<Item>>> ListAsync([AsParameters] PageQuery page, Caller caller, NpgsqlDataSource database, CancellationToken cancel)
    {
        var after = page.AfterId() ?? Guid.Empty;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = (await connection.QueryAsync<ExportRow>(new CommandDefinition(
            $"SELECT {Export.Columns} FROM value_export WHERE consumer = @Unit AND id > @after ORDER BY id LIMIT @limit",
            new { caller.Unit, after, limit = page.Size + 1 }, cancellationToken: cancel))).Select(r => r.Export).ToList();
        return TypedResults.Ok(page.Of(rows.ConvertAll(e => new Item(e.Id, e.State, e.Ask, e.AsOf, e.CreatedAt, e.KeepUntil)), e => [e.Id.ToString()]));
    }
}
