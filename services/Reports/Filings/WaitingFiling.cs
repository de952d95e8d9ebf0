using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Filings;

/// <summary>What became of a filing: one of the three.</summary>
public sealed record FilingOutcome(PutFiling.Answer? Answer = null, KeptAnswer? Kept = null, Refused? Refused = null);

/// <summary>A filing that waits for its turn.</summary>
/// <param name="Task">Id of the task.</param>
/// <param name="Input">What was sent.</param>
/// <param name="By">Who sent it.</param>
/// <param name="IfMatch">The version that it may replace; empty for any.</param>
/// <param name="Key">Its Idempotency-Key.</param>
/// <param name="Chinese">The language of its answer.</param>
/// <param name="Gone">Set once nobody waits for the answer; not filed then, unless it is being filed already.</param>
public sealed record WaitingFiling(string Task, FilingInput Input, Caller By, string IfMatch, KeyedRequest? Key, bool Chinese, CancellationToken Gone)
{
    private readonly TaskCompletionSource<FilingOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<FilingOutcome> Outcome => _outcome.Task;

    public void Answer(FilingOutcome outcome) => _outcome.TrySetResult(outcome);

    public void Fail(Exception error) => _outcome.TrySetException(error);
}
