using System.Security.Cryptography;
using Dapper;
using Npgsql;

namespace Datarun.Exchange.Subscriptions;

/// <summary>
/// A sender's sign of life: a connection of its own that holds an advisory lock on the sender's number for as long as the process lives, and is woken by
/// NOTIFY. What a sender has in hand carries its number, so when it is killed, PostgreSQL itself says so and others take that over at once.
/// </summary>
public sealed class SenderSession : IAsyncDisposable
{
    /// <summary>First key of the advisory locks; the second is the sender's number.</summary>
    public const int LockClass = 0x5e4d;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);
    private readonly NpgsqlConnection _connection;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _listening;

    private SenderSession(NpgsqlConnection connection, int number, Action<string> hear)
    {
        (_connection, Number) = (connection, number);
        _connection.Notification += (_, told) => hear(told.Payload);
        _listening = ListenAsync();
    }

    /// <summary>Random, and nobody else's.</summary>
    public int Number { get; }

    /// <summary>Cancelled when the connection is gone: others may then take what this sender has in hand.</summary>
    public CancellationToken Lost => _lost.Token;

    public static async Task<SenderSession> OpenAsync(NpgsqlDataSource database, Action<string> hear, CancellationToken cancel)
    {
        var connection = await database.OpenConnectionAsync(cancel);
        try
        {
            int number;
            do number = RandomNumberGenerator.GetInt32(1, int.MaxValue);
            while (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition("SELECT pg_try_advisory_lock(@LockClass, @number)", new { LockClass, number }, cancellationToken: cancel)));
            // A machine that vanished says nothing: the server finds out within half a minute.
            await connection.ExecuteAsync(new CommandDefinition(
                $"SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; LISTEN {FanOut.Channel}", cancellationToken: cancel));
            return new SenderSession(connection, number, hear);
        }
        catch
        {
            await ReleaseAsync(connection);
            throw;
        }
    }

    /// <summary>Gives the connection back to the pool without what the session held: the pool itself leaves a session as it is.</summary>
    private static async Task ReleaseAsync(NpgsqlConnection connection)
    {
        try
        {
            await connection.ExecuteAsync("SELECT pg_advisory_unlock_all(); UNLISTEN *");
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException) { /* gone, and the lock with it */ }
        await connection.DisposeAsync();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                if (!await _connection.WaitAsync(Heartbeat, _closing.Token)) await _connection.ExecuteAsync(new CommandDefinition("SELECT 1", commandTimeout: (int)Heartbeat.TotalSeconds, cancellationToken: _closing.Token));
            }
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            await _lost.CancelAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _listening;
        await ReleaseAsync(_connection);
        _closing.Dispose();
        _lost.Dispose();
    }
}
