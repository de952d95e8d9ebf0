using Dapper;
using Datarun.Exchange.Formats;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Exchange.Exports;

/// <summary>
/// Finds where the parts of exports end, and counts and hashes them, one part in one transaction: after a crash, or on another machine, the
/// next look goes on with the next part. Nothing is stored but that, so no copy is left where a grant ends.
/// </summary>
public sealed class PrepareExports(NpgsqlDataSource database, TimeProvider clock, IConfiguration configuration, ILogger<PrepareExports> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        TimeSpan.FromSeconds(configuration.GetValue("Exports:Seconds", 0.5)), clock,
        async cancel =>
        {
            while (await LookAsync(cancel)) { }
        },
        error => log.LogWarning(error, "Exports are prepared later"), stoppingToken);

    /// <summary>Prepares one part of the export that has waited longest and that nobody else is at; false where there is none.</summary>
    private async Task<bool> LookAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var row = await connection.QueryFirstOrDefaultAsync<ExportRow>(new CommandDefinition(
            $"SELECT {Export.Columns} FROM value_export WHERE state = 'PREPARING' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED", cancellationToken: cancel));
        if (row is null) return false;
        var export = row.Export;
        var last = await connection.QueryFirstOrDefaultAsync<ExportPart>(new CommandDefinition(
            $"SELECT {ExportPart.Columns} FROM value_export_part WHERE export = @Id ORDER BY number DESC LIMIT 1", new { export.Id }, cancellationToken: cancel));
        var part = await PartAsync(export, last, connection, cancel);
        if (part is not null)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"INSERT INTO value_export_part (export, {ExportPart.Columns}) VALUES (@Id, @Number, @Rows, @Size, @Sha256, @FirstKey, @LastKey)",
                new { export.Id, part.Number, part.Rows, part.Size, part.Sha256, part.FirstKey, part.LastKey }, cancellationToken: cancel));
        }
        if (part is null || part.Rows < export.PartRows)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE value_export SET state = 'READY', ready_at = @now WHERE id = @Id", new { now = clock.GetUtcNow(), export.Id }, cancellationToken: cancel));
        }
        await transaction.CommitAsync(cancel);
        return true;
    }

    private async Task<ExportPart?> PartAsync(Export export, ExportPart? last, NpgsqlConnection connection, CancellationToken cancel)
    {
        using var file = new PartStream();
        using var writer = PartWriter.To(file, export.Format, await export.FactsAsync(connection, cancel));
        var (rows, first, end) = (0, (string[]?)null, (string[]?)null);
        await foreach (var row in ReadRows.AsyncOf(export, last?.LastKey, upTo: null, export.PartRows, rights: null, caller: null, clock.Today(), connection, cancel))
        {
            rows++;
            first ??= row.Key;
            end = row.Key;
            writer.Write(row);
        }
        if (rows == 0) return null;
        await writer.EndAsync();
        return new ExportPart { Number = (last?.Number ?? 0) + 1, Rows = rows, Size = file.Length, Sha256 = file.Sha256, FirstKey = first!, LastKey = end! };
    }
}
