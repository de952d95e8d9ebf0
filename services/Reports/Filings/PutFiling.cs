using System.Text.Json;
using Datarun.Reports.Tasks;
using Datarun.Reports.Validation;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Filings;

public static class PutFiling
{
    /// <summary>What a unit sends.</summary>
    /// <param name="Values">Values by element.</param>
    /// <param name="Confirmed">Elements whose stale value still holds.</param>
    /// <param name="Nil">An explicit "nothing happened"; needs no values.</param>
    /// <param name="Exceptions">Rules that the values break for a reason, with the reason; kept with the filing.</param>
    public sealed record Body(
        IReadOnlyDictionary<string, JsonElement>? Values = null, IReadOnlyList<string>? Confirmed = null, bool Nil = false, IReadOnlyList<RuleException>? Exceptions = null);

    /// <summary>The filing as it stands now.</summary>
    /// <param name="Id">The same for all its versions.</param>
    /// <param name="Version">Grows when something changes.</param>
    /// <param name="State">State of the task.</param>
    /// <param name="Typed">Cells that a person typed.</param>
    /// <param name="Reused">Cells delivered from what was known.</param>
    /// <param name="Late">Filed after the last day.</param>
    /// <param name="Problems">What was remarked on: values not taken because another is known from its source, rules that do not hold, outliers.</param>
    public sealed record Answer(Guid Id, int Version, TaskState State, int Typed, int Reused, bool Late, IReadOnlyList<Said> Problems);

    /// <summary>A remark on one field.</summary>
    /// <param name="Rule">Code of the validation rule; null where there is none.</param>
    /// <param name="RuleVersion">Version of a department's rule; null where it is the form's own.</param>
    public sealed record Said(string Pointer, string Code, string Title, string? Detail, string? Rule = null, int? RuleVersion = null)
    {
        public static Said Of(FieldError error, bool chinese) =>
            new(error.Pointer, error.Problem.Code, chinese ? error.Problem.Chinese : error.Problem.English, error.Detail, error.Rule, error.RuleVersion);

        /// <summary>All that is remarked on in a filing that is taken.</summary>
        public static IReadOnlyList<Said> AllOf(FilingDecision decision, bool chinese) =>
            [.. decision.Differing.Select(d => Of(d, chinese)), .. decision.Remarks.Where(r => !r.Refuses).Select(r => Of(r.First, chinese))];
    }

    /// <summary>What was sent, as filings are decided by.</summary>
    public static FilingInput Read(Body body) =>
        new(body.Values ?? new Dictionary<string, JsonElement>(), body.Confirmed ?? [], body.Nil, body.Exceptions?.OfType<RuleException>().ToList());

    /// <summary>
    /// Files a task, or files it again: the same values give the same version, changed ones a new one. What is known need not be sent;
    /// a known value that is sent differently stays as it is and is named in problems. Where a rule of severity ERROR does not hold it is
    /// refused (VALIDATION_FAILED), unless the exception is justified; other rules and outliers are named in problems. After the last day it is accepted and marked late.
    /// </summary>
    public static async Task<Results<Ok<Answer>, KeptAnswer, Refused>> HandleAsync(
        string id, Body body, Caller caller, FilingQueue queue, HttpContext context, CancellationToken cancel)
    {
        var filing = new WaitingFiling(id, Read(body), caller, context.Request.Headers.IfMatch.ToString(), KeyedRequest.Of(context), Language.IsChinese(context), cancel);
        var outcome = await queue.FileAsync(filing);
        if (outcome.Refused is { } refused) return refused;
        if (outcome.Kept is { } kept) return kept;
        ETags.Give(context, outcome.Answer!.Version);
        return TypedResults.Ok(outcome.Answer);
    }
}
