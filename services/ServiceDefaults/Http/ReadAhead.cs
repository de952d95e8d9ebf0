using System.Runtime.CompilerServices;

namespace Datarun.ServiceDefaults.Http;

/// <summary>Reads on while what was read last is worked on: a body is taken apart on one core while the database writes on another.</summary>
public static class ReadAhead
{
    /// <summary>The items of a source, each read while its reader works on the one before. Whoever stops early stops the source too.</summary>
    /// <param name="source">Shares nothing with its reader that either of them changes.</param>
    public static async IAsyncEnumerable<T> OneAheadAsync<T>(this IAsyncEnumerable<T> source, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using var items = source.GetAsyncEnumerator(stop.Token);
        var next = ReadAsync();
        try
        {
            while (await next)
            {
                var item = items.Current;
                next = ReadAsync();
                yield return item;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // What still reads cannot be disposed of.
        }

        Task<bool> ReadAsync() => Task.Run(() => items.MoveNextAsync().AsTask(), CancellationToken.None);
    }
}
