using Dapper;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Npgsql;

namespace Datarun.Exchange.Proceedings;

/// <summary>What the same-level authority says to more time.</summary>
public enum ExtensionDecision { CONSENTED, REFUSED }

/// <summary>How many workdays more, and why.</summary>
public sealed record ExtensionAsk(int? Workdays = null, string? Reason = null);

/// <summary>The authority's answer to it.</summary>
/// <param name="Decision">CONSENTED, the default, or REFUSED.</param>
/// <param name="Reason">A refusal must say why.</param>
public sealed record ExtensionConsent(ExtensionDecision Decision = ExtensionDecision.CONSENTED, string? Reason = null);

/// <summary>More time that was asked for (第17、21条).</summary>
/// <param name="Workdays">How much.</param>
/// <param name="Decision">Null while the authority has not decided; until it consents the extension has no effect.</param>
/// <param name="DecidedBy">The authority.</param>
public sealed record ExtensionView(
    int Number, int Workdays, string Reason, DateTimeOffset AskedAt, ExtensionDecision? Decision, string? DecidedBy, DateTimeOffset? DecidedAt, string? DecisionReason);

/// <summary>More time, with the consent of the same-level authority: for the answer to a request, and for the update of a catalogue entry.</summary>
public static class Extensions
{
    private const int LongestReason = 2000;

    /// <summary>Workdays that were consented to.</summary>
    public static int Consented(IEnumerable<ExtensionView> extensions) => extensions.Where(e => e.Decision == ExtensionDecision.CONSENTED).Sum(e => e.Workdays);

    /// <summary>Those of a subject, oldest first.</summary>
    public static async Task<IReadOnlyList<ExtensionView>> OfAsync(NpgsqlConnection connection, Guid subject, CancellationToken cancel) =>
        (await connection.QueryAsync<Row>(new CommandDefinition("SELECT * FROM extension WHERE subject = @subject ORDER BY number", new { subject }, cancellationToken: cancel)))
            .Select(r => r.View).ToList();

    /// <summary>Notes an ask; it has no effect until the authority consents. All extensions of a subject together have an upper bound.</summary>
    /// <param name="most">Workdays that all of them may come to.</param>
    public static async Task AskAsync(NpgsqlConnection connection, Guid subject, ExtensionAsk ask, Rule most, DateTimeOffset now, CancellationToken cancel)
    {
        var earlier = await OfAsync(connection, subject, cancel);
        if (earlier.Any(e => e.Decision is null)) throw Sharing.SharingProblems.ExtensionPending.Refuse().AsException();
        var (left, reason) = (most.Int - Consented(earlier), Text.Clean(ask.Reason));
        if (ask.Workdays is { } asked && (asked < 1 || asked > left))
            throw Sharing.SharingProblems.ExtensionTooLong.At("/workdays", $"1–{left}").With("rule", most.Reference).AsException();
        new Check()
            .That(ask.Workdays is not null, "/workdays", CommonProblems.FieldRequired)
            .That(reason is not null, "/reason", ExchangeProblems.ReasonRequired)
            .Storable(reason, "/reason", LongestReason, lines: true).Enforce();
        await connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO extension (subject, number, workdays, reason, asked_at) VALUES (@subject, @number, @workdays, @reason, @now)",
            new { subject, number = earlier.Count + 1, workdays = ask.Workdays!.Value, reason, now }, cancellationToken: cancel));
    }

    /// <summary>Notes the authority's decision about the ask that waits; answers the workdays that are consented to from then on.</summary>
    /// <param name="tooLate">The refusal where time is over: what had no effect on the last day cannot heal it afterwards. Null where it is not.</param>
    public static async Task<int> DecideAsync(
        NpgsqlConnection connection, Guid subject, ExtensionConsent consent, Refused? tooLate, string by, DateTimeOffset now, CancellationToken cancel)
    {
        var reason = Text.Clean(consent.Reason);
        new Check().That(reason is not null || consent.Decision == ExtensionDecision.CONSENTED, "/reason", ExchangeProblems.ReasonRequired)
            .Storable(reason, "/reason", LongestReason, lines: true).Enforce();
        var all = await OfAsync(connection, subject, cancel);
        var open = all.FirstOrDefault(e => e.Decision is null) ?? throw Sharing.SharingProblems.NoExtensionAsked.Refuse().AsException();
        if (consent.Decision == ExtensionDecision.CONSENTED && tooLate is not null) throw tooLate.AsException();
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE extension SET decision = @decision, decided_by = @by, decided_at = @now, decision_reason = @reason WHERE subject = @subject AND number = @number",
            new { subject, number = open.Number, decision = consent.Decision.ToString(), by, now, reason }, cancellationToken: cancel));
        return Consented(all) + (consent.Decision == ExtensionDecision.CONSENTED ? open.Workdays : 0);
    }

    private sealed record Row
    {
        public int Number { get; init; }
        public int Workdays { get; init; }
        public string Reason { get; init; } = "";
        public DateTimeOffset AskedAt { get; init; }
        public ExtensionDecision? Decision { get; init; }
        public string? DecidedBy { get; init; }
        public DateTimeOffset? DecidedAt { get; init; }
        public string? DecisionReason { get; init; }

        public ExtensionView View => new(Number, Workdays, Reason, AskedAt, Decision, DecidedBy, DecidedAt, DecisionReason);
    }
}
