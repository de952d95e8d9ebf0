using Dapper;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Data;
using Npgsql;

namespace Datarun.Reports.StandingNils;

/// <summary>What standing nil declarations answer for units, as values that are held.</summary>
public static class ReadDeclaredNils
{
    /// <summary>Asks which units have a declaration: hardly any, which one look at an index tells.</summary>
    /// <param name="into">Where their codes go.</param>
    public static SameTrip Declared(string[] units, List<string> into) =>
        new([SameTrip.Command("SELECT DISTINCT unit FROM standing_nil WHERE unit = ANY((SELECT $1)::text[])", [units])], r => into.Add(r.GetString(0)));

    /// <summary>What is answered for those, by unit, element and period.</summary>
    public static async Task<IReadOnlyDictionary<(string Unit, int Element, string Period), HeldValue>> OfAsync(
        string[] declared, NpgsqlConnection connection, CancellationToken cancel)
    {
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
