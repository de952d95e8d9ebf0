using System.Text.Json;
using Dapper;
using Datarun.Reports.Formulas;
using Datarun.Reports.Validation;
using Datarun.ServiceDefaults.Http;
using Npgsql;

namespace Datarun.Reports.Elements;

/// <summary>All elements by code and by number, at one moment.</summary>
public sealed record ElementSet(long Stamp, IReadOnlyDictionary<string, Element> ByCode, IReadOnlyDictionary<int, Element> ById)
{
    /// <summary>The validation rules of departments, across forms.</summary>
    public IReadOnlyList<ReadRule> Rules { get; init; } = [];

    /// <summary>The formulas, by the code of the element that each derives.</summary>
    internal IReadOnlyDictionary<string, FormulaRow> Formulas { get; init; } = new Dictionary<string, FormulaRow>();
}

/// <summary>
/// The elements in memory. Whoever uses it asks the table's stamp first, in its own transaction: so a change made by any instance is
/// seen, and nothing is read twice.
/// </summary>
public sealed class Catalogue
{
    private volatile ElementSet? _known;

    /// <summary>The elements as this connection sees them.</summary>
    public async Task<ElementSet> ReadAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        await AtAsync(await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT stamp FROM catalogue", cancellationToken: cancel)), connection, cancel);

    /// <summary>The elements of a stamp that was just read.</summary>
    public async Task<ElementSet> AtAsync(long stamp, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (_known is { } known && known.Stamp == stamp) return known;
        // One statement, so that stamp and elements belong together.
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT c.stamp, e.* FROM catalogue c LEFT JOIN element e ON true", cancellationToken: cancel))).AsList();
        var formulas = (await connection.QueryAsync<FormulaRow>(new CommandDefinition($"SELECT {FormulaRow.Columns} FROM formula f", cancellationToken: cancel)))
            .ToDictionary(f => f.Code, StringComparer.Ordinal);
        var elements = Derived.With(formulas, rows.Where(r => r.Code.Length > 0).Select(r => r.Element).ToList());
        // Read after the stamp, so never older than it: a rule that comes in between is read twice.
        var rules = await connection.QueryAsync<(string Department, int Version, string Body)>(new CommandDefinition(
            "SELECT department, version, body FROM validation_rule ORDER BY code", cancellationToken: cancel));
        return _known = new ElementSet(rows[0].Stamp, elements.ToDictionary(e => e.Code, StringComparer.Ordinal), elements.ToDictionary(e => e.Id))
        {
            Formulas = formulas,
            Rules = [.. rules.Select(r => ReadRule.Of(JsonSerializer.Deserialize<ValidationRule>(r.Body, Json.Options)!, r.Department, r.Version))],
        };
    }

    private sealed record Row
    {
        public long Stamp { get; init; }
        public int Id { get; init; }
        public string Code { get; init; } = "";
        public string Name { get; init; } = "";
        public string Type { get; init; } = "";
        public string? Measure { get; init; }
        public string[]? Choices { get; init; }
        public decimal? Min { get; init; }
        public decimal? Max { get; init; }
        public string? Pattern { get; init; }
        public string Frequency { get; init; } = "";
        public int? ValidForDays { get; init; }
        public string Aggregation { get; init; } = "";
        public string Source { get; init; } = "";
        public string SharingClass { get; init; } = "";
        public int Classification { get; init; }
        public bool AdverseEvent { get; init; }
        public string? System { get; init; }
        public string? Identifier { get; init; }
        public string? WeightedBy { get; init; }
        public string[] AreaPlaces { get; init; } = [];
        public string[] AreaSources { get; init; } = [];

        public Element Element => new()
        {
            Id = Id, Code = Code, Name = Name, Type = Type, Measure = Measure, Choices = Choices, Min = Min, Max = Max, Pattern = Pattern,
            Frequency = Enum.Parse<ServiceDefaults.Periods.Frequency>(Frequency), ValidForDays = ValidForDays, Aggregation = Aggregation,
            Source = Source, SharingClass = SharingClass, Classification = Classification, AdverseEvent = AdverseEvent, System = System,
            Identifier = Identifier is null ? null : Enum.Parse<ServiceDefaults.Codes.Identifier>(Identifier), WeightedBy = WeightedBy,
            AreaSources = [.. AreaPlaces.Zip(AreaSources)],
        };
    }
}
