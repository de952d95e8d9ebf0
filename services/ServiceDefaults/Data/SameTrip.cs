using Npgsql;
using NpgsqlTypes;

namespace Datarun.ServiceDefaults.Data;

/// <summary>A statement that goes to the database together with those of whoever takes it, before them: one round trip instead of two.</summary>
/// <param name="Commands">What is asked; all but the last answer no rows.</param>
/// <param name="Read">Takes one row of the last one's answer.</param>
public sealed record SameTrip(IReadOnlyList<NpgsqlBatchCommand> Commands, Action<NpgsqlDataReader> Read)
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

    /// <summary>Puts it first into a batch.</summary>
    public static NpgsqlBatch Begin(NpgsqlConnection connection, SameTrip? first)
    {
        var batch = new NpgsqlBatch(connection);
        foreach (var command in first?.Commands ?? []) batch.BatchCommands.Add(command);
        return batch;
    }

    /// <summary>Takes its answer and goes on to the next one.</summary>
    public async Task TakeAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        while (await reader.ReadAsync(cancel)) Read(reader);
        await reader.NextResultAsync(cancel);
    }
}
