using Dapper;
using Datarun.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Datarun.ServiceDefaults.Hosting;

/// <summary>Brings a service's database up to date: its own migrations, the bus tables, what the service prepares. Safe to run again and at once by several.</summary>
public static class Migration
{
    private const int Lock = 0x0D47B; // Any number that nothing else in these databases locks with.

    public static async Task RunAsync(IServiceProvider services, ServiceDefinition definition)
    {
        await using var scope = services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<ServiceDb>().Database;
        await database.MigrateAsync();
        await using (var connection = await services.GetRequiredService<Npgsql.NpgsqlDataSource>().OpenConnectionAsync())
        {
            using var schema = new StreamReader(typeof(Migration).Assembly.GetManifestResourceStream("bus.sql")!);
            await using var transaction = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@Lock)", new { Lock });
            await connection.ExecuteAsync(await schema.ReadToEndAsync());
            await transaction.CommitAsync();
        }
        await definition.Prepare(scope.ServiceProvider, CancellationToken.None);
    }
}
