using Dapper;
using Datarun.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.SourceNamings;

/// <summary>Reads what was asked and decided about sources; who the source of an element is, and why, is no secret.</summary>
public static class ReadSourceNamings
{
    /// <summary>Asks and decisions, oldest first.</summary>
    /// <param name="element">Only those about this element.</param>
    public static async Task<Ok<Page<SourceNamingView>>> ListAsync(
        NamingState? state, string? element, [AsParameters] PageQuery page, NpgsqlDataSource database, CancellationToken cancel)
    {
        var after = page.AfterId();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = await connection.QueryAsync<SourceNaming>(new CommandDefinition(
            """
            SELECT * FROM source_naming WHERE (@state::text IS NULL OR state = @state) AND (@element::text IS NULL OR elements @> ARRAY[@element]) AND (@after::uuid IS NULL OR id > @after)
            ORDER BY id LIMIT @limit
            """, new { state = state?.ToString(), element, after, limit = page.Size + 1 }, cancellationToken: cancel));
        return TypedResults.Ok(page.Of(rows.Select(SourceNamingView.Of).ToList(), n => [n.Id.ToString()]));
    }

    /// <summary>One ask, with its decision.</summary>
    public static async Task<Ok<SourceNamingView>> GetAsync(Guid id, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var naming = await connection.QuerySingleOrDefaultAsync<SourceNaming>(new CommandDefinition(
            "SELECT * FROM source_naming WHERE id = @id", new { id }, cancellationToken: cancel));
        return TypedResults.Ok(SourceNamingView.Of(naming ?? throw NamingProblems.NamingUnknown.Refuse().AsException()));
    }
}
