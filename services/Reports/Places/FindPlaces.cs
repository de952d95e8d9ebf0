using Dapper;
using Datarun.ServiceDefaults.Codes;
using Npgsql;

namespace Datarun.Reports.Places;

/// <summary>What is known about places and bodies here.</summary>
public static class FindPlaces
{
    /// <summary>Units of a level within a place that are in force on the day.</summary>
    public const string UnitsOfLevel = "level = @level AND code >= @low AND code < @high AND (valid_to IS NULL OR valid_to >= @today)";

    /// <summary>Whether the place is known: it or something below it was imported.</summary>
    public static Task<bool> IsKnownAsync(NpgsqlConnection connection, Place place, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "SELECT EXISTS (SELECT FROM division WHERE code >= @Low AND code < @High)", place, cancellationToken: cancel));

    /// <summary>The place that a body or place stands for; null when it is not known.</summary>
    public static async Task<string?> AreaOfAsync(NpgsqlConnection connection, string unit, CancellationToken cancel) =>
        DivisionCode.TryParse(unit, out _)
            ? await IsKnownAsync(connection, Place.Read(unit)!, cancel) ? unit : null
            : await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                "SELECT division FROM org_unit WHERE code = @unit", new { unit }, cancellationToken: cancel));

    /// <summary>Units of a level below the place, ended ones too, in the order of their codes.</summary>
    public static async Task<IEnumerable<Place>> BelowAsync(
        NpgsqlConnection connection, Place place, DivisionLevel level, string after, int limit, CancellationToken cancel) =>
        (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT code FROM division WHERE level = @level AND code >= @Low AND code < @High AND code > @after AND code <> @Code ORDER BY code LIMIT @limit",
            new { level = (short)level, place.Low, place.High, place.Code, after, limit }, cancellationToken: cancel))).Select(code => Place.Read(code)!);

    /// <summary>How many units of a level the place has.</summary>
    public static Task<long> CountAsync(NpgsqlConnection connection, Place place, DivisionLevel level, DateOnly today, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT count(*) FROM division WHERE {UnitsOfLevel}",
            new { level = (short)level, low = place.Low, high = place.High, today }, cancellationToken: cancel));
}
