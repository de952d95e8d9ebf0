using Dapper;
using Npgsql;

namespace Datarun.Rosters.Headcounts;

/// <summary>How many changes a unit's people have seen.</summary>
public sealed class UnitVersion
{
    public required string Unit { get; init; }

    public long Version { get; init; }
}

internal static class UnitVersions
{
    /// <summary>
    /// Draws the unit's next version and holds its row until the commit: changes of one unit follow one another, so the order of
    /// versions is the order of commits, and each counts what those before it have left.
    /// </summary>
    public static Task<long> NextAsync(NpgsqlConnection connection, string unit, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "INSERT INTO unit_version (unit, version) VALUES (@unit, 1) ON CONFLICT (unit) DO UPDATE SET version = unit_version.version + 1 RETURNING version",
            new { unit }, cancellationToken: cancel));
}
