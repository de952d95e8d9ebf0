using Dapper;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Datarun.Exchange.Storage;

/// <summary>Makes the database's functions anew, and the search texts that were made by an older folding; part of <c>--migrate</c>.</summary>
public static class PrepareFunctions
{
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancel)
    {
        using var script = new StreamReader(typeof(PrepareFunctions).Assembly.GetManifestResourceStream("functions.sql")!);
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(hashtext('functions.sql'))");
        await connection.ExecuteAsync(await script.ReadToEndAsync(cancel));
        await transaction.CommitAsync(cancel);
        var db = services.GetRequiredService<ExchangeDb>();
        foreach (var element in await db.Elements.ToListAsync(cancel)) element.SearchText = element.SearchTextOf();
        foreach (var dataset in await db.Datasets.ToListAsync(cancel)) dataset.SearchText = dataset.SearchTextOf();
        await db.SaveChangesAsync(cancel);
    }
}
