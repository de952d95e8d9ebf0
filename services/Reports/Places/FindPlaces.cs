using Dapper;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Npgsql;

namespace Datarun.Reports.Places;

/// <summary>What is known about places and bodies here.</summary>
public static class FindPlaces
{
    /// <summary>Units of a level within a place that are there between two days.</summary>
    public const string UnitsOfLevel = $"level = @level AND code >= @low AND code < @high AND {InForce.Between}";

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

    /// <summary>How many units of a level the place has in a period, by what is kept of divisions.</summary>
    public static Task<long> CountAsync(NpgsqlConnection connection, Place place, DivisionLevel level, Period period, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT coalesce(sum(n.units), 0)::bigint FROM division_count n, (SELECT @Start AS starts, @End AS until) r WHERE n.place = @Code AND n.level = @level AND {InForce.Counted}",
            new { place.Code, level = (short)level, period.Start, period.End }, cancellationToken: cancel));

    /// <summary>Why a unit of the level has nothing to file for a period; null where it has, or is no such unit.</summary>
    public static async Task<NotThere?> NotThereAsync(NpgsqlConnection connection, string unit, DivisionLevel level, Period period, CancellationToken cancel)
    {
        var (began, ended) = await connection.QuerySingleOrDefaultAsync<(DateOnly? Began, DateOnly? Ended)>(new CommandDefinition(
            "SELECT began, valid_to FROM division WHERE code = @unit AND level = @level", new { unit, level = (short)level }, cancellationToken: cancel));
        return NotThere.In(period, began, ended);
    }
}
