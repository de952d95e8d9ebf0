using System.Globalization;
using Datarun.Exchange.Elements;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Sharing;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Xunit;

namespace Datarun.Tests.Rules.Exchange;

public class SharingRequestTests
{
    private static readonly ReadElement Free = new("a", "500118-CIVIL", SharingClass.UNCONDITIONAL, null);
    private static readonly ReadElement OnTerms = new("b", "500118-CIVIL", SharingClass.CONDITIONAL, null);

    [Fact]
    public void A_conditional_request_of_17_September_2026_is_due_on_8_October() =>
        Assert.Equal(new DateOnly(2026, 10, 8), PlanRequest.Clock([Free, OnTerms], new DateOnly(2026, 9, 17), Datarun.ServiceDefaults.Law.Rules.Default, WorkdayCalendar.Default).Due.On);

    [Fact]
    public void An_unconditional_one_is_due_on_the_next_workday()
    {
        var (due, rule) = PlanRequest.Clock([Free], new DateOnly(2026, 9, 30), Datarun.ServiceDefaults.Law.Rules.Default, WorkdayCalendar.Default);
        Assert.Equal(new DateOnly(2026, 10, 8), due.On);
        Assert.Equal("share.reply.unconditional", rule.Id);
    }

    [Fact]
    public void Everything_missing_is_named_at_once() =>
        Assert.Equal(["legalBasis", "scenario", "scope", "method", "until"], new SharingAsk(Scope: new AskedScope(["a"])).Clean().Missing);

    [Fact]
    public void One_request_goes_to_one_provider() => Assert.Equal("SEVERAL_PROVIDERS", Code(() =>
        PlanRequest.ProviderOf(Ask("a", "c"), "500118-AGRI", [Free, new("c", "500118-HEALTH", SharingClass.UNCONDITIONAL, null)])));

    [Fact]
    public void What_is_not_shared_cannot_be_asked_for() => Assert.Equal("NOT_SHARED", Code(() =>
        PlanRequest.ProviderOf(Ask("n"), "500118-AGRI", [new("n", "500118-CIVIL", SharingClass.NOT_SHARED, "某法")])));

    [Theory]
    [InlineData(SharingRequestState.SUPPLEMENT_REQUIRED, true, SharingDecision.REFUSED, "REFUSAL_NOT_ALLOWED")]
    [InlineData(SharingRequestState.SUPPLEMENT_REQUIRED, true, SharingDecision.AGREED, "REQUEST_INCOMPLETE")]
    [InlineData(SharingRequestState.PENDING, true, SharingDecision.SUPPLEMENT_REQUIRED, "SUPPLEMENT_ALREADY_ASKED")]
    [InlineData(SharingRequestState.PENDING, false, SharingDecision.REFUSED, "REASON_REQUIRED")]
    [InlineData(SharingRequestState.AGREED, false, SharingDecision.AGREED, "ALREADY_DECIDED")]
    public void Article_21_says_what_may_be_answered(SharingRequestState state, bool asked, SharingDecision decision, string code) =>
        Assert.Equal(code, Code(() => CheckReply.Of(new SharingReply(decision, Missing: ["x"]), Request(state, asked), 100, 10, Today, ServiceDefaults.Law.Rules.Default)));

    [Theory]
    [InlineData(10, "2026-10-21")]
    [InlineData(0, "2026-10-08")]
    [InlineData(4, "2026-10-13")]
    public void An_extension_moves_the_last_day_by_the_workdays_that_were_consented_to(int consented, string due) => Assert.Equal(
        due, RequestClock.DueOn(new DateOnly(2026, 9, 17), Clock.Reference, consented, Datarun.ServiceDefaults.Law.Rules.Default, WorkdayCalendar.Default).On.ToString("O", CultureInfo.InvariantCulture));

    [Fact]
    public void Without_consent_an_extension_adds_nothing() => Assert.Equal(3, Extensions.Consented(
        [Extension(3, ExtensionDecision.CONSENTED), Extension(4, ExtensionDecision.REFUSED), Extension(2, null)]));

    [Theory]
    [InlineData(SharingDecision.REFUSED)]
    [InlineData(SharingDecision.SUPPLEMENT_REQUIRED)]
    public void What_was_ordered_can_only_be_agreed_to(SharingDecision decision) => Assert.Equal("SHARING_ORDERED", Code(() =>
        CheckReply.Of(new SharingReply(decision, "理由", ["x"]), Request(SharingRequestState.PENDING, false), 100, 10, Today, ServiceDefaults.Law.Rules.Default, ordered: true)));

    [Fact]
    public void An_overdue_request_may_still_be_answered() =>
        CheckReply.Of(new SharingReply(SharingDecision.AGREED), Request(SharingRequestState.OVERDUE, false), 100, 10, Today, ServiceDefaults.Law.Rules.Default);

    [Fact]
    public void What_is_asked_for_until_a_day_that_is_over_can_only_be_refused_also_where_it_was_ordered()
    {
        var request = Request(SharingRequestState.OVERDUE, false);
        request.Until = Today;
        CheckReply.Of(new SharingReply(SharingDecision.AGREED), request, 100, 10, Today, ServiceDefaults.Law.Rules.Default);
        foreach (var ordered in new[] { false, true })
        {
            Assert.Equal("UNTIL_PASSED", Code(() => CheckReply.Of(new SharingReply(SharingDecision.AGREED), request, 100, 10, Today.AddDays(1), ServiceDefaults.Law.Rules.Default, ordered)));
            CheckReply.Of(new SharingReply(SharingDecision.REFUSED, "使用时限已过"), request, 100, 10, Today.AddDays(1), ServiceDefaults.Law.Rules.Default, ordered);
        }
    }

    [Theory]
    [InlineData(GrantState.ACTIVE, GrantState.SUSPENDED, true)]
    [InlineData(GrantState.SUSPENDED, GrantState.ACTIVE, true)]
    [InlineData(GrantState.SUSPENDED, GrantState.TERMINATED, true)]
    [InlineData(GrantState.TERMINATED, GrantState.ACTIVE, false)]
    [InlineData(GrantState.EXPIRED, GrantState.ACTIVE, false)]
    public void What_has_ended_stays_ended(GrantState from, GrantState to, bool may) => Assert.Equal(may, ChangeGrant.Leads(from, to));

    private static DateOnly Today => new(2026, 9, 17);

    private static Rule Clock => Datarun.ServiceDefaults.Law.Rules.Default.Get("share.reply.conditional", new DateOnly(2026, 9, 17));

    private static ExtensionView Extension(int workdays, ExtensionDecision? decision) => new(1, workdays, "x", default, decision, null, null, null);

    private static SharingAsk Ask(params string[] elements) => new("法", "低保", new AskedScope(elements, "500118"), SharingMethod.API, new DateOnly(2027, 1, 1));

    private static SharingRequest Request(SharingRequestState state, bool asked) => new()
    {
        Id = Guid.NewGuid(), Consumer = "500118-AGRI", State = state, SupplementAsked = asked, Rule = new("r", "2025-08-01", "s", RuleBasis.STATUTE),
    };

    private static string Code(Action refused) => Assert.Throws<RefusedException>(refused).Refused.Problem.Code;
}
