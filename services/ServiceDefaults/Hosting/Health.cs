using Dapper;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Datarun.ServiceDefaults.Hosting;

/// <summary>Alive: the process answers. Ready: its database answers and is migrated.</summary>
internal static class Health
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Ok(new { status = "LIVE" })).Open().ExcludeFromDescription();
        app.MapGet("/health/ready", async (NpgsqlDataSource database, CancellationToken cancel) =>
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancel);
                await connection.ExecuteAsync("SELECT FROM outbox LIMIT 0");
                return Results.Ok(new { status = "READY" });
            }
            catch (NpgsqlException)
            {
                return CommonProblems.Unavailable.Refuse().RetryAfter(TimeSpan.FromSeconds(1));
            }
        }).Open().ExcludeFromDescription();
    }
}
