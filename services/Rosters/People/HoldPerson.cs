using Dapper;
using Npgsql;

namespace Datarun.Rosters.People;

/// <summary>Holds a person until the end of the transaction: rules that look at all posts, duties or loans of one person are asked by one call at a time.</summary>
internal static class HoldPerson
{
    /// <summary>The home unit of the person, who is held; null where nobody has the id.</summary>
    public static Task<string?> HomeOfAsync(NpgsqlConnection connection, Guid person, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<string?>(new CommandDefinition("SELECT unit FROM person WHERE id = @person FOR UPDATE", new { person }, cancellationToken: cancel));

    /// <summary>Holds whom a row is about; nobody where there is no such row.</summary>
    /// <param name="table">Which has a column <c>person</c>.</param>
    /// <param name="id">Id of the row.</param>
    public static Task OfAsync(NpgsqlConnection connection, string table, Guid id, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition($"SELECT FROM person WHERE id = (SELECT person FROM {table} WHERE id = @id) FOR UPDATE", new { id }, cancellationToken: cancel));
}
