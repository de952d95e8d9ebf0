using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.Sharing;

/// <summary>What article 21 lets a provider answer, in the state that the request is in. Pure.</summary>
public static class CheckReply
{
    /// <summary>Throws the refusal where the answer is not allowed.</summary>
    public static void Of(SharingReply reply, SharingRequest request, int longestText, int mostMissing)
    {
        if (request.State is SharingRequestState.AGREED or SharingRequestState.REFUSED)
            throw ExchangeProblems.AlreadyDecided.Refuse().With("state", request.State).AsException();
        if (reply.Decision == SharingDecision.SUPPLEMENT_REQUIRED && request.SupplementAsked)
            throw ExchangeProblems.SupplementAlreadyAsked.Refuse().With("missing", request.Missing).AsException();
        if (reply.Decision == SharingDecision.REFUSED && !request.IsOpen)
            throw ExchangeProblems.RefusalNotAllowed.Refuse().With("missing", request.Missing).AsException();
        if (reply.Decision == SharingDecision.AGREED && !request.IsOpen)
            throw ExchangeProblems.RequestIncomplete.Refuse().With("missing", request.Missing).AsException();
        var missing = reply.Missing ?? [];
        var check = new Check()
            .That(reply.Decision != SharingDecision.REFUSED || reply.Reason is not null, "/reason", ExchangeProblems.ReasonRequired)
            .That(reply.Decision != SharingDecision.SUPPLEMENT_REQUIRED || (missing.Count > 0 && missing.All(m => m.Length > 0)), "/missing", CommonProblems.FieldRequired)
            .That(missing.Count <= mostMissing, "/missing", CommonProblems.TextInvalid, $"≤ {mostMissing}")
            .Storable(reply.Reason, "/reason", longestText, lines: true)
            .Storable(reply.Conditions, "/conditions", longestText, lines: true);
        foreach (var text in missing) check.Storable(text, "/missing", longestText);
        check.Enforce();
    }
}
