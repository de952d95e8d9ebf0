using System.Text.Json;
using Dapper;
using Datarun.Exchange.Formats;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Http;
using Npgsql;

namespace Datarun.Exchange.Exports;

/// <summary>What is to be exported.</summary>
/// <param name="Elements">The elements; left out, everything that is held about <c>under</c>, for that place itself and those above it (回流).</param>
/// <param name="Under">A place with everything below it, or one body; left out, all that the caller may read.</param>
/// <param name="Period">This period only.</param>
/// <param name="From">Periods that do not begin before this one does.</param>
/// <param name="To">Periods that do not end after this one does.</param>
/// <param name="Level">PROVINCE, CITY, COUNTY, TOWNSHIP or VILLAGE: places of this level only.</param>
/// <param name="Format">CSV, NDJSON, PARQUET, XLSX, ADX (XML) or DATA_VALUE_SET (JSON of DHIS2).</param>
/// <param name="AsOf">What was known then: an instant, or a day to its end; left out, now.</param>
/// <param name="RowsPerPart">At most so many rows in a part.</param>
/// <param name="Bom">Whether CSV begins with a byte order mark; it does unless this is false.</param>
public sealed record ExportAsk(
    IReadOnlyList<string>? Elements = null, string? Under = null, string? Period = null, string? From = null, string? To = null, string? Level = null,
    ExportFormat? Format = null, string? AsOf = null, int? RowsPerPart = null, bool? Bom = null)
{
    /// <summary>The filter, without the elements where they are left out. Throws EXPORT_INVALID with the member named.</summary>
    public ValueFilter Filter() => ValueFilter.Read(
        Elements?.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList(), Under, Period, From, To, Level,
        name => name == "element" ? "/elements" : $"/{name}", ExportProblems.ExportInvalid);
}

/// <summary>PREPARING: its parts are being counted and hashed, and those that are can be fetched. READY: all are.</summary>
public enum ExportState { PREPARING, READY }

/// <summary>An export: a question, the moment of which it is answered, and the right by which. The data stays where it is until a part is fetched.</summary>
public sealed record Export(
    Guid Id, string Consumer, ExportAsk Ask, IReadOnlyList<string> Elements, IReadOnlyList<ElementRange> Scope, long Snapshot, DateTimeOffset AsOf, int PartRows,
    ExportState State, DateTimeOffset CreatedAt, DateTimeOffset? ReadyAt, DateOnly KeepUntil)
{
    /// <summary>The columns of an <see cref="ExportRow"/>.</summary>
    public const string Columns = "id, consumer, ask::text AS ask, elements, scope::text AS scope, snapshot, as_of, part_rows, state, created_at, ready_at, keep_until";

    public ExportFormat Format => Ask.Format!.Value;

    /// <summary>The consumer's own export; throws EXPORT_UNKNOWN.</summary>
    public static async Task<Export> FindAsync(Guid id, string consumer, NpgsqlConnection connection, CancellationToken cancel) =>
        (await connection.QuerySingleOrDefaultAsync<ExportRow>(new CommandDefinition(
            $"SELECT {Columns} FROM value_export WHERE id = @id AND consumer = @consumer", new { id, consumer }, cancellationToken: cancel)))?.Export
        ?? throw ExportProblems.ExportUnknown.Refuse().AsException();

    /// <summary>What its files say beside their rows.</summary>
    public async Task<PartFacts> FactsAsync(NpgsqlConnection connection, CancellationToken cancel) => new(
        AsOf,
        (await connection.QueryAsync<(string Code, string Source)>(new CommandDefinition(
            "SELECT code, source FROM element WHERE code = ANY(@elements)", new { elements = Elements.ToArray() }, cancellationToken: cancel)))
            .ToDictionary(e => e.Code, e => e.Source, StringComparer.Ordinal),
        Ask.Bom ?? true);
}

/// <summary>An export as it lies in the table.</summary>
public sealed record ExportRow
{
    public Guid Id { get; init; }
    public string Consumer { get; init; } = "";
    public string Ask { get; init; } = "";
    public string[] Elements { get; init; } = [];
    public string Scope { get; init; } = "";
    public long Snapshot { get; init; }
    public DateTimeOffset AsOf { get; init; }
    public int PartRows { get; init; }
    public ExportState State { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ReadyAt { get; init; }
    public DateOnly KeepUntil { get; init; }

    public Export Export => new(
        Id, Consumer, JsonSerializer.Deserialize<ExportAsk>(Ask, Json.Options)!, Elements, JsonSerializer.Deserialize<List<ElementRange>>(Scope, Json.Options)!, Snapshot, AsOf,
        PartRows, State, CreatedAt, ReadyAt, KeepUntil);
}

/// <summary>A part of an export.</summary>
public sealed record ExportPart
{
    /// <summary>The columns.</summary>
    public const string Columns = "number, rows, size, sha256, first_key, last_key";

    public int Number { get; init; }
    public int Rows { get; init; }
    public long Size { get; init; }

    /// <summary>Of the whole file, hexadecimal.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Element, unit and period of its first row.</summary>
    public string[] FirstKey { get; init; } = [];

    /// <summary>Element, unit and period of its last row.</summary>
    public string[] LastKey { get; init; } = [];
}
