using Dapper;
using Datarun.Exchange.Elements;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Exchange.SourceNamings;

/// <summary>A source that holds in one area.</summary>
/// <param name="Under">The area: this place and everything below it.</param>
/// <param name="Naming">The decision by which it was named.</param>
public sealed record NamedArea(string Under, string Source, Guid Naming);

/// <summary>Who is the source of an element.</summary>
/// <param name="Unit">The unit or place that was asked about; null where none was.</param>
/// <param name="Source">Its source there.</param>
/// <param name="Areas">The areas that have a source of their own; the smallest that holds a unit counts.</param>
public sealed record SourcesView(string Element, string? Unit, string Source, IReadOnlyList<NamedArea> Areas);

/// <summary>Says who is the source of an element, and where.</summary>
public static class ReadSources
{
    /// <summary>The source of an element about a unit or place, and the areas that have a source of their own by the authority's decision (第19条).</summary>
    /// <param name="unit">Of which unit; without it the element's own source is answered.</param>
    public static async Task<Ok<SourcesView>> HandleAsync(string code, string? unit, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var source = CheckElement.IsCode(code) ? await SourceOf.UnitAsync(connection, code, unit ?? "", cancel) : null;
        if (source is null || !await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT EXISTS (SELECT FROM element WHERE code = @code)", new { code }, cancellationToken: cancel)))
            throw ExchangeProblems.ElementUnknown.Refuse().AsException();
        var areas = await connection.QueryAsync<(string Under, string Source, Guid Naming)>(new CommandDefinition(
            "SELECT under, source, naming_id FROM named_source WHERE element = @code AND under <> '' ORDER BY under", new { code }, cancellationToken: cancel));
        return TypedResults.Ok(new SourcesView(code, unit, source, [.. areas.Select(a => new NamedArea(a.Under, a.Source, a.Naming))]));
    }
}
