using Npgsql;

namespace Datarun.Local;

/// <summary>One database for each service, on the private PostgreSQL or on one that was named.</summary>
internal sealed class Databases(string? existing, PrivatePostgres? postgres)
{
    public string ConnectionString(string service) =>
        postgres?.ConnectionString(service) ?? new NpgsqlConnectionStringBuilder(existing) { Database = service }.ConnectionString;

    public async Task CreateAsync(string service)
    {
        if (postgres is not null)
        {
            await postgres.CreateDatabaseAsync(service);
            return;
        }
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(existing) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var find = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = service } } };
        if (await find.ExecuteScalarAsync() is not null) return;
        await using var create = new NpgsqlCommand($"CREATE DATABASE {service}", connection); // One of our own five names.
        await create.ExecuteNonQueryAsync();
    }
}
