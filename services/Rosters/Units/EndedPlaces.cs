using Dapper;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Rosters.Units;

/// <summary>A place that has ended, or will: it, or one above it.</summary>
internal sealed record EndedPlace
{
    public string Code { get; init; } = "";

    /// <summary>Last day.</summary>
    public DateOnly ValidTo { get; init; }

    /// <summary>The refusal of what would begin there afterwards.</summary>
    public Refused Refuse(string pointer) => RostersProblems.PlaceEnded.At(pointer, $"{Code}: {ValidTo:yyyy-MM-dd}");
}

/// <summary>What has ended stays on record and can be put right, but nothing new begins there.</summary>
internal static class EndedPlaces
{
    /// <summary>The first that ends of the place and those above it; null while all are in force.</summary>
    public static Task<EndedPlace?> FindAsync(NpgsqlConnection connection, string place, CancellationToken cancel)
    {
        var code = DivisionCode.Parse(place);
        return connection.QueryFirstOrDefaultAsync<EndedPlace>(new CommandDefinition(
            "SELECT code, valid_to FROM division WHERE code = ANY(@codes) AND valid_to IS NOT NULL ORDER BY valid_to, code LIMIT 1",
            new { codes = code.Ancestors.Prepend(code).Select(c => c.ToString()).ToList() }, cancellationToken: cancel));
    }

    /// <summary>Throws PLACE_ENDED at the pointer where the place had its last day before the given one.</summary>
    public static async Task MustLastUntilAsync(NpgsqlConnection connection, string place, DateOnly day, string pointer, CancellationToken cancel)
    {
        if (await FindAsync(connection, place, cancel) is { } ended && ended.ValidTo < day) throw ended.Refuse(pointer).AsException();
    }
}
