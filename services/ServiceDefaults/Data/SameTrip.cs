using Npgsql;
using NpgsqlTypes;

namespace Datarun.ServiceDefaults.Data;

/// <summary>What goes to the database together with what others ask, in one round trip.</summary>
/// <param name="Commands">What is asked; all but the last answer no rows.</param>
/// <param name="Read">Takes one row of the last one's answer; null where that answers no rows either.</param>
public sealed record SameTrip(IReadOnlyList<NpgsqlBatchCommand> Commands, Action<NpgsqlDataReader>? Read = null)
{
    /// <summary>A statement with its parameters in order. A lone array of texts goes in brackets, or it would be taken for the parameters themselves.</summary>
    public static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<object> values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(value as NpgsqlParameter ?? new NpgsqlParameter { Value = value });
        return command;
    }

    /// <summary>An array that may hold nulls, whose type its values cannot tell.</summary>
    public static NpgsqlParameter Nullable<T>(T[] values, NpgsqlDbType type) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type };

    /// <summary>Asks all of them in one round trip; each takes its own rows, in order.</summary>
    public static async Task RunAsync(NpgsqlConnection connection, CancellationToken cancel, params SameTrip?[] trips)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in trips.SelectMany(t => t?.Commands ?? [])) batch.BatchCommands.Add(command);
        if (batch.BatchCommands.Count == 0) return;
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        foreach (var read in trips.Select(t => t?.Read).OfType<Action<NpgsqlDataReader>>()) // The reader passes over what answers no rows.
        {
            while (await reader.ReadAsync(cancel)) read(reader);
            await reader.NextResultAsync(cancel);
        }
    }
}
