using Datarun.Exchange.Disputes;
using Datarun.Exchange.Elements;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.Sharing;

/// <summary>What article 21 lets a provider answer, in the state that the request is in. Pure.</summary>
public static class CheckReply
{
    /// <summary>Throws the refusal where the answer is not allowed.</summary>
    /// <param name="ordered">Whether a dispute was ruled in the asker's favour; nobody is held to share beyond the time that was asked for.</param>
    public static void Of(SharingReply reply, SharingRequest request, int longestText, int mostMissing, DateOnly today, Rules rules, bool ordered = false)
    {
        var isOver = request.Until < today;
        if (request.State is SharingRequestState.AGREED or SharingRequestState.REFUSED)
            throw ExchangeProblems.AlreadyDecided.Refuse().With("state", request.State).AsException();
        if (ordered && !isOver && (reply.Decision != SharingDecision.AGREED || request.Elements.Except(reply.Elements ?? request.Elements, StringComparer.Ordinal).Any()))
            throw DisputeProblems.SharingOrdered.Refuse().AsException();
        var once = rules.Get("share.reply.supplement.times", today).Reference;
        if (reply.Decision == SharingDecision.SUPPLEMENT_REQUIRED && request.SupplementAsked)
            throw ExchangeProblems.SupplementAlreadyAsked.Refuse().With("missing", request.Missing).With("rule", once).AsException();
        if (reply.Decision == SharingDecision.REFUSED && !request.IsOpen)
            throw ExchangeProblems.RefusalNotAllowed.Refuse().With("missing", request.Missing).With("rule", once).AsException();
        if (reply.Decision == SharingDecision.AGREED && !request.IsOpen)
            throw ExchangeProblems.RequestIncomplete.Refuse().With("missing", request.Missing).With("rule", once).AsException();
        if (reply.Decision == SharingDecision.AGREED && isOver)
            throw ExchangeProblems.UntilPassed.Refuse().With("until", request.Until).AsException();
        var missing = reply.Missing ?? [];
        var check = new Check()
            .That(reply.Decision != SharingDecision.REFUSED || reply.Reason is not null, "/reason", ExchangeProblems.ReasonRequired)
            .That(reply.Decision != SharingDecision.SUPPLEMENT_REQUIRED || (missing.Count > 0 && missing.All(m => m.Length > 0)), "/missing", CommonProblems.FieldRequired)
            .That(reply.Elements is null or { Count: > 0 } || reply.Decision != SharingDecision.AGREED, "/elements", CommonProblems.FieldRequired)
            .That(reply.Elements is null || reply.Elements.Count >= request.Elements.Length || reply.Decision != SharingDecision.AGREED || reply.Reason is not null, "/reason", ExchangeProblems.ReasonRequired)
            .That(missing.Count <= mostMissing, "/missing", CommonProblems.TextInvalid, $"≤ {mostMissing}")
            .Storable(reply.Reason, "/reason", longestText, lines: true)
            .Storable(reply.Conditions, "/conditions", longestText, lines: true);
        foreach (var element in (reply.Elements ?? []).Except(request.Elements, StringComparer.Ordinal))
            check.That(false, "/elements", SharingProblems.ElementNotAsked, CheckElement.IsCode(element) ? element : null);
        foreach (var text in missing) check.Storable(text, "/missing", longestText);
        check.Enforce();
    }
}
