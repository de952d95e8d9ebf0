using Dapper;
using Datarun.Exchange.Values;
using Npgsql;

namespace Datarun.Exchange.Exports;

/// <summary>What is held about a place.</summary>
public static class HeldAbout
{
    /// <summary>The elements of which there is a value about the place or what lies below it: one look into the index for each element.</summary>
    public static async Task<IReadOnlyList<string>> ElementsAsync(string place, NpgsqlConnection connection, CancellationToken cancel)
    {
        var range = UnitRange.Of(place);
        return (await connection.QueryAsync<string>(new CommandDefinition(
            """
            SELECT e.code FROM element e WHERE EXISTS (SELECT FROM value_copy v WHERE v.element = e.code AND v.unit >= @From AND v.unit < @To) ORDER BY e.code
            """, new { range.From, range.To }, cancellationToken: cancel))).AsList();
    }
}
