using Dapper;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Npgsql;

namespace Datarun.Reports.StandingNils;

/// <summary>What standing nil declarations answer for units, as values that are held.</summary>
public static class ReadDeclaredNils
{
    /// <summary>By unit, element and period; empty for nearly everybody, which one look at an index tells.</summary>
    public static async Task<IReadOnlyDictionary<(string Unit, int Element, string Period), HeldValue>> OfAsync(
        string[] units, NpgsqlConnection connection, CancellationToken cancel)
    {
        var declared = (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT DISTINCT unit FROM standing_nil WHERE unit = ANY(@units)", new { units }, cancellationToken: cancel))).ToArray();
        if (declared.Length == 0) return new Dictionary<(string, int, string), HeldValue>();
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT DISTINCT ON (unit, element, period) * FROM declared_nil WHERE unit = ANY(@declared) ORDER BY unit, element, period, declared_at",
            new { declared }, cancellationToken: cancel));
        return rows.ToDictionary(
            r => (r.Unit, r.Element, r.Period), r => new HeldValue(ValueBody.Nil, r.Period, r.Until, "STANDING_NIL", r.Id, r.Unit, r.DeclaredAt));
    }

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Unit { get; init; } = "";
        public int Element { get; init; }
        public string Period { get; init; } = "";
        public DateOnly Until { get; init; }
        public DateTimeOffset DeclaredAt { get; init; }
    }
}
