using System.Text.Json;
using Datarun.Reports.Tasks;
using Datarun.Reports.Validation;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Filings;

/// <summary>Files for different tasks in one transaction, each answered or refused for itself; answers to Idempotency-Keys are kept with them.</summary>
public sealed class FileTogether(UnitOfWork work, FindTask find, TimeProvider clock)
{
    // A bulk write may hold a row for long: whoever needs that row is told to try again, and the others do not wait behind it.
    private const string Patience = "2s";

    /// <summary>The outcomes in the order of the filings, after the commit. Null, and nothing done, when another instance has answered one of the keys in between: look again.</summary>
    public async Task<IReadOnlyList<FilingOutcome>?> RunAsync(IReadOnlyList<WaitingFiling> filings, CancellationToken cancel)
    {
        var (outcomes, now) = (new FilingOutcome[filings.Count], clock.GetUtcNow());
        await work.BeginAsync(cancel);
        var kept = await KeyedRequest.FindAsync(work.Connection, [.. filings.Select(f => f.Key).OfType<KeyedRequest>()], cancel);
        var tasks = await find.ByIdsAsync([.. filings.Select(f => f.Task)], work.Connection, cancel, Patience);
        var open = new List<int>();
        for (var i = 0; i < filings.Count; i++)
        {
            var filing = filings[i];
            if (filing.Key is { } key && kept.TryGetValue((key.Client, key.Key), out var before))
                outcomes[i] = before.IsFor(key.Fingerprint) ? new(Kept: before) : new(Refused: CommonProblems.IdempotencyKeyReused.Refuse());
            else if (tasks[i].Task is not { } task) outcomes[i] = new(Refused: tasks[i].NotThere?.Refuse() ?? ReportsProblems.TaskUnknown.Refuse());
            else if (!filing.By.Covers(task.Unit)) outcomes[i] = new(Refused: CommonProblems.OutsideYourUnit.Refuse().With("unit", task.Unit).With("yours", filing.By.Unit));
            else if (task.Standing.ClosedBy is { } closed) outcomes[i] = new(Refused: closed.Refuse().Saying(task.Standing.Reason));
            else open.Add(i);
        }
        if (open.Count > 0)
        {
            var wanted = open.ConvertAll(i => new FilingToMake(tasks[i].Task!, filings[i].Input, filings[i].By.Unit, filings[i].IfMatch));
            var made = await FileBatch.RunAsync(wanted, now, work, cancel, Patience);
            foreach (var (n, i) in open.Index()) outcomes[i] = OutcomeOf(made[n], tasks[i].Task!.Form.IsReviewed, ChinaDay.Of(now) > tasks[i].Task!.Request.DueOn, filings[i].Chinese);
        }
        var answers = open.Where(i => filings[i].Key is not null && outcomes[i].Answer is not null).Select(i => Keep(filings[i].Key!, outcomes[i].Answer!)).ToList();
        if (!await KeyedRequest.KeepAsync(work.Connection, answers, cancel)) return null;
        await work.CommitAsync(cancel);
        return outcomes;
    }

    /// <summary>What the caller is told.</summary>
    internal static FilingOutcome OutcomeOf(FilingMade made, bool reviewed, bool late, bool chinese)
    {
        var (decision, errors) = (made.Decision, made.Decision.Errors);
        if (made.IsStale) return new(Refused: CommonProblems.VersionStale.Refuse());
        if (errors.Count > 0) return new(Refused: Refuse(errors));
        return new(new PutFiling.Answer(
            made.Id, made.Version, reviewed ? TaskState.IN_REVIEW : TaskState.COMPLETED, decision.Typed, decision.Reused, late,
            PutFiling.Said.AllOf(decision, chinese)));
    }

    private static Refused Refuse(IReadOnlyList<FieldError> errors) => new(
        errors.Count == 1 ? errors[0].Problem : errors.All(e => e.Problem.Code == ValidationProblems.Failed.Code) ? ValidationProblems.Failed : CommonProblems.BodyInvalid, errors);

    private static KeptAnswer Keep(KeyedRequest key, PutFiling.Answer answer) => new()
    {
        Client = key.Client, Key = key.Key, Fingerprint = key.Fingerprint, Status = StatusCodes.Status200OK, ContentType = "application/json; charset=utf-8",
        Etag = $"\"{answer.Version}\"", Body = JsonSerializer.SerializeToUtf8Bytes(answer, Json.Options),
    };
}
