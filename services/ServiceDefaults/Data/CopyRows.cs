using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace Datarun.ServiceDefaults.Data;

/// <summary>
/// Writes rows as COPY … FROM STDIN (FORMAT BINARY) takes them. The driver's importer binds a parameter for every cell, which for small cells costs more than
/// all else that is done with them; this is for the few places that write most rows.
/// </summary>
public sealed class CopyRows : IAsyncDisposable
{
    /// <summary>From so many rows on copying saves more than its round trips cost.</summary>
    public const int Many = 200;

    private const int FlushAt = 1 << 16;
    private const int NumericBase = 10_000; // Digits of a numeric: four decimal ones each.
    private const short Negative = 0x4000;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10); // Whoever writes one of the rows is waited for.
    private static readonly DateTime FirstInstant = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly int FirstDay = DateOnly.FromDateTime(FirstInstant).DayNumber;
    private readonly ArrayBufferWriter<byte> _buffer = new(FlushAt + (FlushAt >> 3));
    private readonly NpgsqlRawCopyStream _stream;
    private bool _complete;

    private CopyRows(NpgsqlRawCopyStream stream) => _stream = stream;

    /// <summary>Begins.</summary>
    /// <param name="copy">COPY … FROM STDIN (FORMAT BINARY).</param>
    public static async Task<CopyRows> BeginAsync(NpgsqlConnection connection, string copy, CancellationToken cancel)
    {
        var stream = await connection.BeginRawBinaryCopyAsync(copy, cancel);
        stream.ReadTimeout = stream.WriteTimeout = (int)Patience.TotalMilliseconds;
        var rows = new CopyRows(stream);
        rows._buffer.Write("PGCOPY\n"u8);
        rows._buffer.Write<byte>([0xff, 0x0d, 0x0a, 0, 0, 0, 0, 0, 0, 0, 0, 0]); // The end of the signature, no flags, no extension.
        return rows;
    }

    /// <summary>Copies rows in.</summary>
    /// <param name="copy">COPY … FROM STDIN (FORMAT BINARY).</param>
    /// <param name="cells">How many cells a row has.</param>
    /// <param name="rows">In the order in which everybody takes their locks.</param>
    /// <param name="write">Writes the cells of one.</param>
    public static async Task RunAsync<T>(NpgsqlConnection connection, string copy, short cells, IReadOnlyList<T> rows, Action<CopyRows, T> write, CancellationToken cancel)
    {
        await using var copied = await BeginAsync(connection, copy, cancel);
        foreach (var row in rows)
        {
            await copied.RowAsync(cells, cancel);
            write(copied, row);
        }
        await copied.CompleteAsync(cancel);
    }

    /// <summary>Copies in rows that are most likely new; answers false, and leaves nothing, where one is there already. In the caller's transaction.</summary>
    /// <param name="key">The constraint that keeps them apart.</param>
    public static async Task<bool> TryAsync<T>(
        NpgsqlConnection connection, string copy, string key, short cells, IReadOnlyList<T> rows, Action<CopyRows, T> write, CancellationToken cancel)
    {
        await ExecuteAsync("SAVEPOINT copied");
        try
        {
            await RunAsync(connection, copy, cells, rows, write, cancel);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation && error.ConstraintName == key)
        {
            await ExecuteAsync("ROLLBACK TO SAVEPOINT copied; RELEASE SAVEPOINT copied");
            return false;
        }
        await ExecuteAsync("RELEASE SAVEPOINT copied");
        return true;

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>Begins a row of so many cells; what is written next are they, in the order of the columns.</summary>
    public async ValueTask RowAsync(short cells, CancellationToken cancel)
    {
        if (_buffer.WrittenCount >= FlushAt) await FlushAsync(cancel);
        BinaryPrimitives.WriteInt16BigEndian(Space(2), cells);
    }

    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Space(4), -1);

    public void Smallint(short value) => BinaryPrimitives.WriteInt16BigEndian(Cell(2), value);

    public void Integer(int value) => BinaryPrimitives.WriteInt32BigEndian(Cell(4), value);

    public void Bigint(long value) => BinaryPrimitives.WriteInt64BigEndian(Cell(8), value);

    public void Boolean(bool value) => Cell(1)[0] = value ? (byte)1 : (byte)0;

    public void Uuid(Guid value) => value.TryWriteBytes(Cell(16), bigEndian: true, out _);

    public void Date(DateOnly value) => Integer(value.DayNumber - FirstDay);

    /// <summary>An instant of UTC, for timestamptz.</summary>
    public void Instant(DateTime value) => Bigint((value - FirstInstant).Ticks / TimeSpan.TicksPerMicrosecond);

    public void Text(string value) => Encoding.UTF8.GetBytes(value, Cell(Encoding.UTF8.GetByteCount(value)));

    /// <summary>JSON as it stands, for jsonb.</summary>
    public void Json(string value)
    {
        var cell = Cell(1 + Encoding.UTF8.GetByteCount(value));
        cell[0] = 1; // The only version of the format that there is.
        Encoding.UTF8.GetBytes(value, cell[1..]);
    }

    public void Numeric(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var rest = new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        int scale = value.Scale;
        for (; scale % 4 != 0; scale++) rest *= 10; // So that the point lies between two digits.
        Span<short> digits = stackalloc short[9];
        var (first, count) = (digits.Length, 0);
        for (; rest != 0; count++)
        {
            (rest, var digit) = UInt128.DivRem(rest, NumericBase);
            digits[--first] = (short)digit;
        }
        digits = digits[first..];
        var weight = count == 0 ? 0 : count - (scale / 4) - 1; // The power of the base that the first digit counts.
        while (digits.Length > 0 && digits[^1] == 0) digits = digits[..^1];
        var cell = Cell(8 + (2 * digits.Length));
        BinaryPrimitives.WriteInt16BigEndian(cell, (short)digits.Length);
        BinaryPrimitives.WriteInt16BigEndian(cell[2..], (short)weight);
        BinaryPrimitives.WriteInt16BigEndian(cell[4..], value < 0 ? Negative : (short)0);
        BinaryPrimitives.WriteInt16BigEndian(cell[6..], value.Scale);
        for (var i = 0; i < digits.Length; i++) BinaryPrimitives.WriteInt16BigEndian(cell[(8 + (2 * i))..], digits[i]);
    }

    /// <summary>Ends it: here a row that cannot be taken is told.</summary>
    public async Task CompleteAsync(CancellationToken cancel)
    {
        BinaryPrimitives.WriteInt16BigEndian(Space(2), -1);
        await FlushAsync(cancel);
        _complete = true;
        await _stream.DisposeAsync();
    }

    /// <summary>Takes everything back that was not completed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_complete) await _stream.CancelAsync();
    }

    private async Task FlushAsync(CancellationToken cancel)
    {
        await _stream.WriteAsync(_buffer.WrittenMemory, cancel);
        _buffer.ResetWrittenCount();
    }

    private Span<byte> Cell(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(Space(4), length);
        return Space(length);
    }

    private Span<byte> Space(int length)
    {
        var space = _buffer.GetSpan(length)[..length];
        _buffer.Advance(length);
        return space;
    }
}
