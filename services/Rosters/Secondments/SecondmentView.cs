using System.Text.Json;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Rosters.Secondments;

/// <summary>A secondment as it is shown to those who keep or examine the rosters of either side.</summary>
/// <param name="Person">Opaque id.</param>
/// <param name="Post">The post at the lender.</param>
/// <param name="Lender">The unit of the post, where the personnel relation stays.</param>
/// <param name="Borrower">The unit where the person works meanwhile.</param>
/// <param name="Until">Last day, as it was agreed or renewed.</param>
/// <param name="ReturnedOn">The day from which the person is back.</param>
/// <param name="State">Where it stands on the day asked about.</param>
/// <param name="RenewalOpen">Whether a renewal can still be asked for in time on the day asked about.</param>
/// <param name="Renewal">Until when a renewal can be asked for; null where the person is back, or no rule says.</param>
/// <param name="Exemption">What was cited for borrowing from below.</param>
/// <param name="Rules">The rules by which it was last agreed or renewed; LOCAL_POLICY is a local parameter and no law.</param>
/// <param name="History">Every step, oldest first; in the answer about one secondment only.</param>
public sealed record SecondmentView(
    Guid Id, Guid Person, string Post, string Lender, string Borrower, DateOnly From, DateOnly Until, DateOnly? ReturnedOn, SecondmentState State, bool RenewalOpen, RenewalClock? Renewal,
    string Reason, Exemption? Exemption, IReadOnlyList<RuleReference> Rules, IReadOnlyList<SecondmentStep>? History = null)
{
    /// <summary>As it stands on a day.</summary>
    internal static SecondmentView Of(Secondment s, IReadOnlyList<RuleReference> decidedBy, DateOnly on, Rules rules, WorkdayCalendar calendar)
    {
        var state = s.StateOn(on);
        var clock = state == SecondmentState.RETURNED ? null : RenewalClock.Of(s.UntilOn, rules, calendar);
        var open = state is SecondmentState.PLANNED or SecondmentState.ACTIVE && s.ReturnedOn is null && (clock is null || on <= clock.AskBy);
        var exemption = s.ExemptionGround is null ? null : new Exemption(s.ExemptionGround, s.ExemptionBasis!);
        return new(s.Id, s.Person, s.Post, s.Lender, s.Borrower, s.FromOn, s.UntilOn, s.ReturnedOn, state, open, clock, s.Reason, exemption, decidedBy);
    }

    /// <summary>As it stands on a day, with its history; gives its version.</summary>
    internal static async Task<SecondmentView> SayAsync(
        Secondment s, NpgsqlConnection connection, DateOnly on, Rules rules, WorkdayCalendar calendar, HttpContext context, CancellationToken cancel)
    {
        var history = await SecondmentStep.ReadAsync(connection, s.Id, cancel);
        ETags.Give(context, s.Version);
        var decidedBy = history.Last(h => h.Kind is SecondmentStepKind.LENT or SecondmentStepKind.CHANGED or SecondmentStepKind.RENEWED).Rules;
        return Of(s, decidedBy, on, rules, calendar) with { History = history };
    }

    /// <summary>The rules of the last step that was decided by some, as a column; of a row <c>s</c>.</summary>
    internal const string DecidedBy =
        """
        (SELECT d.step -> 'rules' FROM secondment_step d WHERE d.secondment = s.id AND d.step ->> 'kind' IN ('LENT', 'CHANGED', 'RENEWED') ORDER BY d.version DESC LIMIT 1)::text AS decided_by
        """;

    /// <summary>Reads that column.</summary>
    internal static IReadOnlyList<RuleReference> ReadRules(string? json) => json is null ? [] : JsonSerializer.Deserialize<List<RuleReference>>(json, Json.Options)!;
}
