namespace Datarun.ServiceDefaults.Hosting;

/// <summary>Looks after something again and again: at once, and then once in each interval, until the host stops.</summary>
public static class Periodically
{
    /// <summary>Runs until cancelled. A look that fails is told and made again at the next turn; it never ends the host.</summary>
    /// <param name="every">The interval.</param>
    /// <param name="clock">By which it is measured.</param>
    /// <param name="look">What is done at each turn.</param>
    /// <param name="failed">Told of each failure.</param>
    public static async Task RunAsync(TimeSpan every, TimeProvider clock, Func<CancellationToken, Task> look, Action<Exception> failed, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(every, clock);
        try
        {
            do
            {
                try
                {
                    await look(cancel);
                }
                catch (Exception error) when (error is not OperationCanceledException || !cancel.IsCancellationRequested)
                {
                    failed(error);
                }
            }
            while (await timer.WaitForNextTickAsync(cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The host stops.
        }
    }
}
