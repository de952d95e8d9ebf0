using Dapper;
using Npgsql;

namespace Datarun.Exchange.SourceNamings;

/// <summary>An ask that the authority has not decided yet.</summary>
public sealed record OpenNaming(Guid Id, string Area)
{
    /// <summary>The open ask about an element; null where there is none.</summary>
    public static Task<OpenNaming?> OfAsync(NpgsqlConnection connection, string element, CancellationToken cancel) => OfAsync(connection, [element], cancel);

    /// <summary>The first open ask about any of the elements; null where there is none.</summary>
    public static Task<OpenNaming?> OfAsync(NpgsqlConnection connection, string[] elements, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<OpenNaming>(new CommandDefinition(
            "SELECT id, area FROM source_naming WHERE state = 'OPEN' AND elements && @elements ORDER BY id LIMIT 1", new { elements }, cancellationToken: cancel));
}

/// <summary>The source that the authority has named.</summary>
public static class NamedSource
{
    /// <summary>Throws SOURCE_NAMED where the authority named another one.</summary>
    public static async Task MustBeAsync(NpgsqlConnection connection, string element, string source, CancellationToken cancel)
    {
        var named = await connection.QuerySingleOrDefaultAsync<(string Source, Guid Naming)?>(new CommandDefinition(
            "SELECT source, naming_id FROM named_source WHERE element = @element", new { element }, cancellationToken: cancel));
        if (named is { } other && other.Source != source)
            throw NamingProblems.SourceNamed.At("/source", source).With("source", other.Source).With("naming", other.Naming).AsException();
    }
}
