using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Bus;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Datarun.ServiceDefaults.Data;

/// <summary>
/// One transaction: the rows of a change, the events about it and the answer to its Idempotency-Key are kept together or not at
/// all. Begun before a writing endpoint or a reaction and committed after it; code in between only changes and publishes.
/// </summary>
public sealed class UnitOfWork(ServiceDb db)
{
    private readonly List<IEvent> _events = [];
    private Task<OutboxRows>? _leaving;
    private IDbContextTransaction? _transaction;

    /// <summary>The connection of the transaction, for SQL beside EF Core.</summary>
    public NpgsqlConnection Connection => (NpgsqlConnection)db.Database.GetDbConnection();

    /// <summary>Set where a refusal is itself a fact to be kept, such as a rejected form: commit although the answer is an error.</summary>
    public bool KeepsRefusal { get; set; }

    /// <summary>Will be sent if the transaction commits, and never otherwise.</summary>
    public void Publish(IEvent fact) => _events.Add(fact);

    /// <summary>
    /// Lets the published events go, for changes so large that they should not gather in memory. They are put into JSON while the transaction goes on, and
    /// written with the next ones or before the commit.
    /// </summary>
    public async Task FlushEventsAsync(CancellationToken cancel)
    {
        IEvent[] events = [.. _events];
        _events.Clear();
        await WriteLeavingAsync(Task.Run(() => new OutboxRows(events), cancel), cancel);
    }

    /// <summary>Waits until no other transaction has the name, and has it until the end of this one.</summary>
    public Task TakeTurnAsync(string name, CancellationToken cancel) =>
        Connection.ExecuteAsync(new CommandDefinition("SELECT pg_advisory_xact_lock(hashtextextended(@name, 0))", new { name }, cancellationToken: cancel));

    /// <summary>Opens the transaction, read committed.</summary>
    public async Task BeginAsync(CancellationToken cancel) => _transaction = await db.Database.BeginTransactionAsync(cancel);

    /// <summary>Saves tracked changes, writes the events, commits.</summary>
    public async Task CommitAsync(CancellationToken cancel)
    {
        await db.SaveChangesAsync(cancel);
        await WriteLeavingAsync(null, cancel);
        await Outbox.WriteAsync(Connection, new OutboxRows(_events), cancel);
        _events.Clear();
        await _transaction!.CommitAsync(cancel);
    }

    private async Task WriteLeavingAsync(Task<OutboxRows>? next, CancellationToken cancel)
    {
        var leaving = _leaving;
        _leaving = next;
        if (leaving is not null) await Outbox.WriteAsync(Connection, await leaving, cancel);
    }

    /// <summary>Leaves nothing behind.</summary>
    public Task RollbackAsync() => _transaction!.RollbackAsync(CancellationToken.None);
}
