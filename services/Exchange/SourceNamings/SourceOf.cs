using Dapper;
using Datarun.Contracts;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Exchange.SourceNamings;

/// <summary>Who is the source of an element about a unit (一数一源). The function <c>source_of</c> decides it: the source named for the smallest area that holds the unit, else the element's own.</summary>
public static class SourceOf
{
    /// <summary>Its source about a unit.</summary>
    public static Task<string> UnitAsync(NpgsqlConnection connection, string element, string unit, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<string>(new CommandDefinition("SELECT source_of(@element, @unit)", new { element, unit }, cancellationToken: cancel))!;

    /// <summary>The same elements, each with its source about a place: who answers for the whole of it. Null asks for the element's own.</summary>
    public static async Task<IReadOnlyList<ReadElement>> WithinAsync(NpgsqlConnection connection, IReadOnlyList<ReadElement> elements, string? under, CancellationToken cancel)
    {
        var sources = (await connection.QueryAsync<(string Element, string Source)>(new CommandDefinition(
            "SELECT e, source_of(e, @under) FROM unnest(@elements) AS e", new { elements = elements.Select(e => e.Code).ToArray(), under = under ?? "" }, cancellationToken: cancel)))
            .ToDictionary(r => r.Element, r => r.Source, StringComparer.Ordinal);
        return [.. elements.Select(e => e with { Source = sources[e.Code] })];
    }

    /// <summary>Those of the elements of which a body is the source somewhere by the authority's decision.</summary>
    public static async Task<IReadOnlySet<string>> SomewhereAsync(NpgsqlConnection connection, string body, string[] elements, CancellationToken cancel) =>
        (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT element FROM named_source WHERE source = @body AND under <> '' AND element = ANY(@elements)", new { body, elements }, cancellationToken: cancel)))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The areas that have a source of their own, for each element.</summary>
    public static async Task<ILookup<string, AreaSource>> AreasAsync(NpgsqlConnection connection, string[] elements, CancellationToken cancel) =>
        (await connection.QueryAsync<(string Element, string Under, string Source)>(new CommandDefinition(
            "SELECT element, under, source FROM named_source WHERE under <> '' AND element = ANY(@elements) ORDER BY element, under", new { elements }, cancellationToken: cancel)))
            .ToLookup(r => r.Element, r => new AreaSource(r.Under, r.Source), StringComparer.Ordinal);

    /// <summary>Throws SOURCE_NAMED where the authority named another one wherever the element holds.</summary>
    public static async Task MustBeAsync(NpgsqlConnection connection, string element, string source, Rule rule, CancellationToken cancel)
    {
        var named = await connection.QuerySingleOrDefaultAsync<(string Source, Guid Naming)?>(new CommandDefinition(
            "SELECT source, naming_id FROM named_source WHERE element = @element AND under = ''", new { element }, cancellationToken: cancel));
        if (named is { } other && other.Source != source)
            throw NamingProblems.SourceNamed.At("/source", source).With("source", other.Source).With("naming", other.Naming).With("rule", rule.Reference).AsException();
    }
}
