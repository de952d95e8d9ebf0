using System.Runtime.CompilerServices;
using Datarun.ServiceDefaults.Http;
using Xunit;

namespace Datarun.Tests.Rules.Http;

/// <summary>A body is read on while what was read last is worked on.</summary>
public sealed class ReadAheadTests
{
    private const int Hangs = 30_000; // Milliseconds.
    private int _begun;
    private bool _isClosed;

    [Fact(Timeout = Hangs)]
    public async Task While_one_batch_is_worked_on_the_next_is_read_and_no_more()
    {
        var cancel = TestContext.Current.CancellationToken;
        var seen = new List<int>();
        await foreach (var item in Batches(count: 5, cancel: cancel).OneAheadAsync(cancel))
        {
            seen.Add(item);
            while (item < 4 && Volatile.Read(ref _begun) <= item + 1) await Task.Yield(); // Or this never ends.
            Assert.InRange(Volatile.Read(ref _begun), item + 1, item + 2);
        }
        Assert.Equal([0, 1, 2, 3, 4], seen);
        Assert.True(_isClosed);
    }

    [Fact]
    public async Task What_breaks_in_reading_is_told_after_what_was_read_before_it()
    {
        var cancel = TestContext.Current.CancellationToken;
        var seen = new List<int>();
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var item in Batches(count: 5, breaksAt: 2, cancel: cancel).OneAheadAsync(cancel)) seen.Add(item);
        });
        Assert.Equal([0, 1], seen);
    }

    [Fact(Timeout = Hangs)]
    public async Task Whoever_stops_early_stops_a_reader_that_waits_for_more()
    {
        var cancel = TestContext.Current.CancellationToken;
        await foreach (var item in Batches(count: 2, waitsAt: 1, cancel: cancel).OneAheadAsync(cancel))
        {
            Assert.Equal(0, item);
            break;
        }
        Assert.True(_isClosed);
    }

    private async IAsyncEnumerable<int> Batches(int count, int breaksAt = -1, int waitsAt = -1, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                Interlocked.Increment(ref _begun);
                if (i == breaksAt) throw new InvalidDataException();
                if (i == waitsAt) await Task.Delay(Timeout.Infinite, cancel);
                yield return i;
            }
        }
        finally
        {
            _isClosed = true;
        }
    }
}
