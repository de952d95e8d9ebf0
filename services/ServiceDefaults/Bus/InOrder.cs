using System.Runtime.CompilerServices;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>
/// Runs a reaction on what comes from the broker in the order in which the broker gave it, some at a time. The client hands messages over on
/// many threads at once, so one can overtake another; each carries the number that the broker gave it on its channel, and waits for those before it.
/// </summary>
internal sealed class InOrder(ReactionRunner runner)
{
    private const int Most = 100;
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5); // Under load a batch costs little more than an event.
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(2); // What the client could not read goes to its error queue and never comes.
    private readonly ConditionalWeakTable<object, Line> _lines = []; // Gone with their channel.

    /// <summary>Returns when the event is handled or in the error queue.</summary>
    /// <param name="channel">Where it came from: another after each reconnection. A consumer's name would not do, as the first messages come before the client has heard it.</param>
    /// <param name="number">Of the delivery: 1, 2, 3 … on a channel.</param>
    public Task RunAsync(object channel, ulong number, Envelope envelope, CancellationToken cancel) =>
        _lines.GetValue(channel, _ => new Line(runner)).AddAsync(number, envelope, cancel);

    private sealed record Waiting(Envelope Envelope, TaskCompletionSource Handled, CancellationToken Cancel);

    private sealed class Line(ReactionRunner runner)
    {
        private readonly Lock _lock = new();
        private readonly SortedDictionary<ulong, Waiting> _waiting = [];
        private ulong _next = 1;
        private bool _isRunning;

        public Task AddAsync(ulong number, Envelope envelope, CancellationToken cancel)
        {
            var waiting = new Waiting(envelope, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), cancel);
            lock (_lock)
            {
                _waiting.Add(number, waiting);
                if (!_isRunning) _ = Task.Run(RunAsync, CancellationToken.None);
                _isRunning = true;
            }
            return waiting.Handled.Task;
        }

        private async Task RunAsync()
        {
            for (var gap = TimeSpan.Zero; ;)
            {
                if (gap > TimeSpan.Zero || !HasMany()) await Task.Delay(Gather);
                var batch = Take(gap >= LongestGap, out var isOver);
                if (isOver) return;
                gap = batch.Count == 0 ? gap + Gather : TimeSpan.Zero;
                if (batch.Count > 0) await RunAsync(batch);
            }
        }

        private bool HasMany()
        {
            lock (_lock) return _waiting.Count >= Most;
        }

        /// <summary>Those that are next, without a gap; over where nothing waits any more.</summary>
        private List<Waiting> Take(bool overGap, out bool isOver)
        {
            var batch = new List<Waiting>();
            lock (_lock)
            {
                isOver = _waiting.Count == 0;
                if (isOver) _isRunning = false;
                else if (overGap || _waiting.Keys.First() < _next) _next = _waiting.Keys.First();
                while (batch.Count < Most && _waiting.Remove(_next, out var one))
                {
                    batch.Add(one);
                    _next++;
                }
            }
            return batch;
        }

        private async Task RunAsync(List<Waiting> batch)
        {
            try
            {
                await runner.RunAsync(batch.ConvertAll(w => w.Envelope), batch[0].Cancel);
                foreach (var one in batch) one.Handled.SetResult();
            }
            catch (Exception error)
            {
                foreach (var one in batch) one.Handled.SetException(error);
            }
        }
    }
}
