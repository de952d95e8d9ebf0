using Datarun.Contracts;
using Datarun.Exchange.Elements;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.Sharing;

/// <summary>The area and elements of an ask, as written.</summary>
public sealed record AskedScope(IReadOnlyList<string>? Elements = null, string? Under = null);

/// <summary>Who signed a request off in the asking department (第20条): the post, never a person's name, and the day.</summary>
/// <param name="Post">Such as 共享工作机构负责人.</param>
/// <param name="On">The day; today where it is left out.</param>
public sealed record SignOff(string? Post = null, DateOnly? On = null);

/// <summary>The five things that a request must state (第20条): legal basis, scenario, scope, method, time limit. What is left out is asked for once.</summary>
/// <param name="LegalBasis">使用依据.</param>
/// <param name="Scenario">使用场景; becomes the purpose of the grant, to be stated in every read.</param>
/// <param name="Scope">使用范围: elements, and the place with everything below it.</param>
/// <param name="Method">共享方式.</param>
/// <param name="Until">使用时限: last day.</param>
/// <param name="SignOff">审核: who signed it off. To be supplied where the rule <c>share.request.signOff</c> says so.</param>
/// <param name="DutyItem">The duty that it is for, by its code in the asker's duty list in force: what is left out of basis, scenario, elements and place is taken from it, and the grant ends with it.</param>
public sealed record SharingAsk(
    string? LegalBasis = null, string? Scenario = null, AskedScope? Scope = null, SharingMethod? Method = null, DateOnly? Until = null, SignOff? SignOff = null,
    string? DutyItem = null)
{
    private const int LongestPost = 100, LongestDuty = 64;

    /// <summary>The same with texts normalised and elements in order, each once.</summary>
    public SharingAsk Clean() => this with
    {
        DutyItem = Text.Clean(DutyItem), LegalBasis = Text.Clean(LegalBasis), Scenario = Text.Clean(Scenario),
        Scope = new AskedScope([.. (Scope?.Elements ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], Text.Clean(Scope?.Under)),
        SignOff = SignOff is null ? null : SignOff with { Post = Text.Clean(SignOff.Post) },
    };

    /// <summary>What is left out, by the names of the five.</summary>
    public IReadOnlyList<string> Missing =>
    [
        .. LegalBasis is null ? ["legalBasis"] : Array.Empty<string>(), .. Scenario is null ? ["scenario"] : Array.Empty<string>(),
        .. Scope is not { Elements.Count: > 0, Under: not null } ? ["scope"] : Array.Empty<string>(),
        .. Method is null ? ["method"] : Array.Empty<string>(), .. Until is null ? ["until"] : Array.Empty<string>(),
    ];

    /// <summary>What is left out of the five and, where the rule asks for it, of the sign-off.</summary>
    public IReadOnlyList<string> MissingUnder(Rules rules, DateOnly today) =>
        SignOff is null && rules.Get("share.request.signOff", today).Bool ? [.. Missing, "signOff"] : Missing;

    /// <summary>What is wrong with what is there.</summary>
    public Check Check(DateOnly today)
    {
        var elements = Scope?.Elements ?? [];
        var check = new Check()
            .Storable(LegalBasis, "/legalBasis", SharingLimits.LongestText, lines: true)
            .Storable(Scenario, "/scenario", SharingLimits.LongestText)
            .Storable(DutyItem, "/dutyItem", LongestDuty)
            .That(Scope?.Under is null || OrgUnitCode.TryParse(Scope.Under, out _), "/scope/under", CommonProblems.CodeInvalid, Scope?.Under)
            .That(elements.Count <= SharingLimits.MostElements, "/scope/elements", ExchangeProblems.TooManyElements, $"≤ {SharingLimits.MostElements}")
            .That(Until is null || Until >= today, "/until", ExchangeProblems.UntilPassed, Until?.ToString("O"))
            .That(SignOff?.On is null || SignOff.On <= today, "/signOff/on", SharingProblems.SignOffAhead, SignOff?.On?.ToString("O"));
        if (SignOff is not null) check.Required(SignOff.Post, "/signOff/post", LongestPost);
        foreach (var code in elements.Where(code => !CheckElement.IsCode(code))) check.That(false, "/scope/elements", ExchangeProblems.UnknownElement, code);
        return check;
    }
}
