using Dapper;
using Npgsql;

namespace Datarun.Exchange.SourceNamings;

/// <summary>An ask that the authority has not decided yet.</summary>
public sealed record OpenNaming(Guid Id, string Area)
{
    /// <summary>The open ask about an element that leaves in doubt who is its source about a unit; null where there is none. A source that was named for a smaller area is in no doubt.</summary>
    public static Task<OpenNaming?> OfAsync(NpgsqlConnection connection, string element, string unit, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<OpenNaming>(new CommandDefinition(
            """
            SELECT s.id, s.area FROM source_naming s WHERE s.state = 'OPEN' AND s.elements @> ARRAY[@element] AND starts_with(@unit, coalesce(s.under, ''))
                AND NOT EXISTS (SELECT FROM named_source n WHERE n.element = @element AND starts_with(@unit, n.under) AND length(n.under) > length(coalesce(s.under, '')))
            ORDER BY s.id LIMIT 1
            """, new { element, unit }, cancellationToken: cancel));

    /// <summary>The first open ask about any of the elements whose area has a unit in common with this one; null where there is none.</summary>
    public static Task<OpenNaming?> OverlappingAsync(NpgsqlConnection connection, string[] elements, string? under, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<OpenNaming>(new CommandDefinition(
            """
            SELECT id, area FROM source_naming WHERE state = 'OPEN' AND elements && @elements
                AND (starts_with(coalesce(under, ''), coalesce(@under, '')) OR starts_with(coalesce(@under, ''), coalesce(under, '')))
            ORDER BY id LIMIT 1
            """, new { elements, under }, cancellationToken: cancel));
}
