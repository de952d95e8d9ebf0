using System.Diagnostics;
using Datarun.ServiceDefaults.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>
/// Runs one reaction: drops what the inbox knows, runs the rest in one transaction together with the inbox rows, retries, and
/// puts what cannot be handled into the error queue. A database that is away is waited for; it is nobody's error. Where a statement
/// about several events takes longer than it may, they are taken one by one, so that one that is too much holds no other up.
/// </summary>
public sealed class ReactionRunner(Reaction reaction, IServiceScopeFactory scopes, NpgsqlDataSource database, ILogger<ReactionRunner> log)
{
    private const int Tries = 5;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    /// <summary>The reaction.</summary>
    public Reaction Reaction => reaction;

    /// <summary>Handles the events; returns when each is handled or in the error queue.</summary>
    public async Task RunAsync(IReadOnlyList<Envelope> events, CancellationToken cancel)
    {
        if (await TryAsync(events, cancel) is not { } error) return;
        if (events.Count == 1)
        {
            await WhenThereAsync(() => GiveUpAsync(events[0], error, cancel), cancel);
            return;
        }
        log.LogWarning(error, "{Reaction} takes {Count} events one by one", reaction.Name, events.Count);
        foreach (var one in events) await RunAsync([one], cancel);
    }

    /// <summary>Tries as often as it may; the error with which that ended, or null where they are handled.</summary>
    private async Task<Exception?> TryAsync(IReadOnlyList<Envelope> events, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await WhenThereAsync(() => RunOnceAsync(events, cancel), cancel);
                return null;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                if (tries == Tries || events.Count > 1 && IsTimeout(error)) return error;
                log.LogWarning(error, "{Reaction} failed, attempt {Attempt}", reaction.Name, tries);
            }
            await Task.Delay(Wait(tries), cancel);
        }
    }

    /// <summary>Does it as soon as the database is there, however long that takes.</summary>
    private async Task WhenThereAsync(Func<Task> act, CancellationToken cancel)
    {
        for (var outages = 1; ; outages++)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                if (!await IsAwayAsync(error, cancel)) throw;
                log.LogWarning(error, "{Reaction} waits for its database", reaction.Name);
            }
            await Task.Delay(Wait(outages), cancel);
        }
    }

    private async Task RunOnceAsync(IReadOnlyList<Envelope> events, CancellationToken cancel)
    {
        using var activity = BusTelemetry.Source.StartActivity($"react {reaction.Name}", ActivityKind.Consumer);
        activity?.SetTag("messaging.batch.message_count", events.Count);
        await using var scope = scopes.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await work.BeginAsync(cancel);
        var fresh = await Inbox.TakeAsync(work.Connection, reaction.Name, events, cancel);
        if (fresh.Count > 0)
        {
            await reaction.Run(fresh.Select(e => e.Event).ToList(), work, scope.ServiceProvider, cancel);
            await work.CommitAsync(cancel);
        }
        BusTelemetry.Handled.Add(fresh.Count, new KeyValuePair<string, object?>("reaction", reaction.Name));
        BusTelemetry.Repeated.Add(events.Count - fresh.Count, new KeyValuePair<string, object?>("reaction", reaction.Name));
    }

    private async Task GiveUpAsync(Envelope poison, Exception error, CancellationToken cancel)
    {
        log.LogError(error, "{Reaction} gives up on {Type} {Id}; it is in the error queue", reaction.Name, poison.Type, poison.Id);
        await using var scope = scopes.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await work.BeginAsync(cancel);
        await ErrorQueue.AddAsync(work.Connection, reaction.Name, poison, error, cancel);
        await work.CommitAsync(cancel);
        BusTelemetry.Errors.Add(1, new KeyValuePair<string, object?>("reaction", reaction.Name));
    }

    private static TimeSpan Wait(int attempt) =>
        TimeSpan.FromMilliseconds(Math.Min(LongestWait.TotalMilliseconds, 100 * Math.Pow(3, attempt - 1)));

    /// <summary>Also where a statement got no answer in time, unless the database answers others: then what it was asked is too much.</summary>
    private async Task<bool> IsAwayAsync(Exception error, CancellationToken cancel) =>
        IsTransient(error) && !(IsTimeout(error) && await AnswersAsync(cancel));

    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        try
        {
            await using var probe = database.CreateCommand("SELECT 1");
            await probe.ExecuteScalarAsync(cancel);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static bool IsTransient(Exception error) =>
        error is NpgsqlException { IsTransient: true } || error.InnerException is not null && IsTransient(error.InnerException);

    private static bool IsTimeout(Exception error) =>
        error is NpgsqlException { InnerException: TimeoutException } or PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }
        || error.InnerException is not null && IsTimeout(error.InnerException);
}
