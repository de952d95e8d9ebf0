using System.Diagnostics;
using System.Net.Http.Json;
using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>
/// Makes a decision safe that rests on another service's facts: waits until everything which that service had committed before
/// the question was asked has been handled here. A caller who registers a place with one service may use it with the next at once.
/// For decisions (a form, a request, a case), not for reads or hot paths.
/// </summary>
public sealed class CatchUp(ServiceAddresses addresses, Reactions reactions, NpgsqlDataSource database) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);
    private readonly HttpClient _http = new(addresses.CreateHandler()) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Waits for the publishers; throws CATCHING_UP (503) if it takes too long. A publisher that cannot be asked is not waited for.</summary>
    public Task WithAsync(CancellationToken cancel, params string[] publishers) => Task.WhenAll(publishers.Select(p => WithAsync(p, cancel)));

    private async Task WithAsync(string publisher, CancellationToken cancel)
    {
        var mine = reactions.All.Where(r => Events.Named(r.EventName).Publisher == publisher).ToList();
        if (mine.Count == 0) return;
        var latest = await AskAsync(publisher, mine, cancel);
        if (latest is null or { Count: 0 }) return;
        var expected = (from fact in latest from reaction in mine where reaction.EventName == fact.Type select (reaction.Name, fact.RecordedOn, fact.Id)).ToList();
        var waited = Stopwatch.StartNew();
        for (var wait = 5; !await HeardAsync(expected, cancel); wait = Math.Min(wait * 2, 200))
        {
            if (waited.Elapsed > Longest) throw CommonProblems.CatchingUp.Refuse().RetryAfter(TimeSpan.FromSeconds(5)).With("waitingFor", publisher).AsException();
            await Task.Delay(wait, cancel);
        }
    }

    private async Task<List<EventLog.Latest>?> AskAsync(string publisher, IEnumerable<Reaction> mine, CancellationToken cancel)
    {
        try
        {
            var types = string.Join(',', mine.Select(r => r.EventName).Distinct());
            return await _http.GetFromJsonAsync<List<EventLog.Latest>>(new Uri(addresses.BaseOf(publisher), $"events/latest?types={types}"), Json.Options, cancel);
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }

    private async Task<bool> HeardAsync(List<(string Reaction, DateOnly On, Guid Id)> expected, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            SELECT count(*) = @count FROM unnest(@reactions, @days, @ids) AS e(reaction, day, id)
            WHERE EXISTS (SELECT FROM inbox i WHERE i.reaction = e.reaction AND i.recorded_on = e.day AND i.event_id = e.id)
            """,
            new
            {
                count = expected.Count, reactions = expected.ConvertAll(e => e.Reaction), days = expected.ConvertAll(e => e.On).ToArray(),
                ids = expected.ConvertAll(e => e.Id).ToArray(),
            }, cancellationToken: cancel));
    }

    public void Dispose() => _http.Dispose();
}
