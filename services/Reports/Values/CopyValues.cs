using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Data;
using Npgsql;

namespace Datarun.Reports.Values;

/// <summary>Copies in values that nobody has given before: what most imports bring.</summary>
public static class CopyValues
{
    /// <summary>The constraint that keeps one value for each unit, element and period.</summary>
    public const string Key = "value_pkey";

    private const string Copy =
        "COPY value (unit, element, period, level, until, number, text, flag, version, source_kind, source_id, source_by, recorded_at) FROM STDIN (FORMAT BINARY)";

    private const short Columns = 13;

    /// <summary>Writes them as first versions, all or none; answers false where one was there already, and nothing is spoilt.</summary>
    /// <param name="values">In the order of <see cref="ValueToWrite.Compare"/>, each once.</param>
    /// <param name="kind">FILING, SYSTEM, LEDGER or CORRECTION.</param>
    public static Task<bool> TryAsync(IReadOnlyList<ValueToWrite> values, string kind, DateTimeOffset at, NpgsqlConnection connection, CancellationToken cancel) =>
        CopyRows.TryAsync(connection, Copy, Key, Columns, values, WriterOf(kind, at), cancel);

    /// <summary>The same; where one was there already, the transaction is to be taken back to before (<see cref="WriteValues.IsOutdated"/>).</summary>
    public static Task RunAsync(IReadOnlyList<ValueToWrite> values, string kind, DateTimeOffset at, NpgsqlConnection connection, CancellationToken cancel) =>
        CopyRows.RunAsync(connection, Copy, Columns, values, WriterOf(kind, at), cancel);

    private static Action<CopyRows, ValueToWrite> WriterOf(string kind, DateTimeOffset at)
    {
        var now = at.UtcDateTime;
        return (row, value) => Write(row, value, kind, now);
    }

    private static void Write(CopyRows row, ValueToWrite value, string kind, DateTime at)
    {
        row.Text(value.Unit);
        row.Integer(value.Element.Id);
        row.Text(value.PeriodText);
        row.Smallint(Place.LevelOf(value.Unit));
        row.Date(value.Period.End);
        row.Body(value.Body);
        row.Integer(1);
        row.Text(kind);
        row.Uuid(value.SourceId);
        row.Text(value.By);
        row.Instant(at);
    }

    /// <summary>Number, text and flag, of which at most one is there.</summary>
    public static void Body(this CopyRows row, ValueBody body)
    {
        if (body.Number is { } number) row.Numeric(number);
        else row.Null();
        if (body.Text is { } text) row.Text(text);
        else row.Null();
        if (body.Flag is { } flag) row.Boolean(flag);
        else row.Null();
    }
}
