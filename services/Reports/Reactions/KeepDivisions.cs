using Dapper;
using Datarun.Contracts;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Data;
using NpgsqlTypes;

namespace Datarun.Reports.Reactions;

/// <summary>Keeps the places that Rosters has, and the places above them even if they were not imported themselves.</summary>
public static class KeepDivisions
{
    public static async Task ReactAsync(IReadOnlyList<DivisionsChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        // Events arrive in order, so the last word on a place is the last one here.
        var places = new Dictionary<string, DivisionFact>(StringComparer.Ordinal);
        foreach (var place in events.SelectMany(e => e.Divisions)) places[place.Code] = place;
        var facts = places.Values.OrderBy(p => p.Code, StringComparer.Ordinal).ToList();
        await using var command = new Npgsql.NpgsqlCommand(
            """
            INSERT INTO division AS d (code, name, level, valid_from, valid_to, began)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
            ON CONFLICT (code) DO UPDATE SET name = excluded.name, valid_from = excluded.valid_from, valid_to = excluded.valid_to, began = excluded.began
            WHERE (d.name, d.valid_from, d.valid_to, d.began) IS DISTINCT FROM (excluded.name, excluded.valid_from, excluded.valid_to, excluded.began)
            """, work.Connection)
        {
            Parameters =
            {
                new() { Value = facts.ConvertAll(f => f.Code).ToArray() },
                new() { Value = facts.ConvertAll(f => f.Name).ToArray() },
                new() { Value = facts.ConvertAll(f => Place.LevelOf(f.Code)).ToArray() },
                new() { Value = facts.ConvertAll(f => f.ValidFrom).ToArray() },
                new() { Value = facts.ConvertAll(f => f.ValidTo).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date },
                new() { Value = facts.ConvertAll(f => f.Began).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO division (code, name, level)
            SELECT DISTINCT left(code, digits), left(code, digits), level
            FROM unnest(@codes) AS code, (VALUES (2, 1::smallint), (4, 2::smallint), (6, 3::smallint), (9, 4::smallint)) AS above(digits, level)
            WHERE digits < length(code) ORDER BY 1
            ON CONFLICT DO NOTHING
            """, new { codes = facts.ConvertAll(f => f.Code).ToArray() }, cancellationToken: cancel));
    }
}
