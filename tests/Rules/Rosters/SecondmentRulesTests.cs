using Datarun.Rosters.Secondments;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Xunit;

namespace Datarun.Tests.Rules.Rosters;

public class SecondmentRulesTests
{
    private static readonly DateOnly Today = new(2027, 1, 11);

    [Theory]
    [InlineData("2026-03-16", "2026-09-16", null)]
    [InlineData("2026-03-16", "2026-09-17", "≤ 2026-09-16")]
    [InlineData("2026-08-31", "2027-02-28", null)] // Where the month has no such day, it is its last.
    [InlineData("2026-08-31", "2027-03-01", "≤ 2027-02-28")]
    [InlineData("2027-08-31", "2028-02-29", null)] // A leap year.
    [InlineData("2026-08-30", "2027-02-28", null)]
    [InlineData("2026-02-28", "2026-08-28", null)] // The date counts, not that it is the last of its month.
    [InlineData("2026-02-28", "2026-08-29", "≤ 2026-08-28")]
    public void Six_months_end_on_the_date_on_which_they_began(string from, string until, string? bound) =>
        Assert.Equal(bound, Of(Lent(from, until)).SingleOrDefault(g => g.Problem.Code == "SECONDMENT_TOO_LONG")?.Bound);

    [Theory]
    [InlineData("2026-08-31", "2027-02-28", "2027-08-31", null)] // Twelve whole months, whatever the month in between is short of.
    [InlineData("2026-08-31", "2027-02-28", "2027-09-01", "SECONDMENT_TOO_LONG SECONDMENT_TOTAL_REACHED")]
    [InlineData("2026-08-31", "2027-02-20", "2027-08-20", null)]
    [InlineData("2026-08-31", "2027-02-20", "2027-08-21", "SECONDMENT_TOO_LONG")]
    [InlineData("2026-03-16", "2026-05-15", "2026-11-16", "SECONDMENT_TOO_LONG")]
    public void A_renewal_adds_no_more_than_a_first_secondment_lasts_and_not_beyond_the_total(string from, string was, string until, string? codes)
    {
        var facts = Facts(Lent(from, until)) with { Renewal = new(Day(was), Day("2026-04-01"), null) };
        Assert.Equal(codes ?? "", string.Join(' ', SecondmentRules.OfRenewal.Grounds(facts).Select(g => g.Problem.Code)));
    }

    [Theory]
    [InlineData("2026-09-24", "2026-09-11")] // Sunday 20 September is worked.
    [InlineData("2026-10-12", "2026-09-21")] // Over the National Day, and Saturday 10 October is worked.
    [InlineData("2026-03-06", "2026-02-14")] // Over the Spring Festival; the Saturdays 14 and 28 February are worked.
    [InlineData("2026-05-10", "2026-04-23")] // Saturday 9 May is worked.
    public void A_renewal_is_asked_for_ten_workdays_before_the_last_day(string until, string askBy)
    {
        var clock = RenewalClock.Of(Day(until), Datarun.ServiceDefaults.Law.Rules.Default, WorkdayCalendar.Default)!;
        Assert.Equal((Day(askBy), false, "secondment.renew.before", RuleBasis.LOCAL_POLICY), (clock.AskBy, clock.Provisional, clock.Rule.Id, clock.Rule.Basis));
        var facts = Facts(Lent("2026-01-05", "2026-10-20"));
        string[] On(DateOnly day) => [.. SecondmentRules.OfRenewal.Grounds(facts with { Renewal = new(Day(until), day, clock) }).Select(g => g.Problem.Code).Where(c => c == "SECONDMENT_RENEWAL_LATE")];
        Assert.Empty(On(clock.AskBy));
        Assert.Single(On(clock.AskBy.AddDays(1)));
    }

    [Fact]
    public void A_renewal_that_reaches_back_from_a_year_without_a_notice_is_asked_for_by_a_provisional_day() =>
        Assert.True(RenewalClock.Of(new DateOnly(2030, 1, 20), Datarun.ServiceDefaults.Law.Rules.Default, WorkdayCalendar.Default)!.Provisional);

    [Theory]
    [InlineData("2028-07-10", true)] // 24 months after the return on 10 July 2026, the day of the return not counted.
    [InlineData("2028-07-11", false)]
    [InlineData("2026-07-10", true)]
    public void Who_is_back_is_not_lent_again_for_two_years(string from, bool refused)
    {
        var before = Lent("2026-02-09", "2026-07-09") with { ReturnedOn = Day("2026-07-10") };
        var found = Of(Lent(from, from), before).SingleOrDefault(g => g.Problem.Code == "SECONDMENT_REPEATED");
        Assert.Equal(refused ? "> 2028-07-10" : null, found?.Bound);
    }

    [Fact]
    public void One_that_is_registered_late_stands_no_nearer_to_the_one_after_it()
    {
        var after = Lent("2028-05-04", "2028-06-04");
        Assert.Equal("SECONDMENT_REPEATED", Assert.Single(Of(Lent("2026-02-09", "2026-05-03"), after)).Problem.Code);
        Assert.Empty(Of(Lent("2026-02-09", "2026-05-02"), after));
    }

    [Fact]
    public void What_was_before_counts_in_the_total_until_the_person_was_back_for_two_years()
    {
        // Eight months and then five: refused for being again too soon, and for the total.
        var before = Lent("2026-01-05", "2026-09-05") with { ReturnedOn = Day("2026-09-06") };
        Assert.Equal(["SECONDMENT_TOTAL_REACHED", "SECONDMENT_REPEATED"], Of(Lent("2026-10-01", "2027-03-01"), before).Select(g => g.Problem.Code));
        Assert.Equal(["SECONDMENT_REPEATED"], Of(Lent("2026-10-01", "2027-01-31"), before).Select(g => g.Problem.Code));
        Assert.Empty(Of(Lent("2028-10-01", "2029-03-01"), before));
    }

    [Fact]
    public void Who_overstays_is_away_until_the_return()
    {
        var away = Lent("2026-02-09", "2026-07-09");
        Assert.Contains(Of(Lent("2026-12-01", "2026-12-31"), away), g => g.Problem.Code == "SECONDMENT_OVERLAPS");
        Assert.DoesNotContain(Of(Lent("2026-12-01", "2026-12-31"), away with { ReturnedOn = Day("2026-12-01") }), g => g.Problem.Code == "SECONDMENT_OVERLAPS");
        Assert.Equal([SecondmentState.PLANNED, SecondmentState.ACTIVE, SecondmentState.ACTIVE, SecondmentState.OVERSTAY],
            new[] { "2026-02-08", "2026-02-09", "2026-07-09", "2026-07-10" }.Select(d => away.StateOn(Day(d))));
        Assert.Equal(SecondmentState.RETURNED, (away with { ReturnedOn = Day("2026-07-10") }).StateOn(Day("2026-07-10")));
    }

    [Theory]
    [InlineData("430224", "4302", true)]
    [InlineData("430224103", "430224", true)]
    [InlineData("430224103", "43", true)]
    [InlineData("430224103001", "430224103", true)]
    [InlineData("4302", "43", false)] // Strictly limited, but not refused from the start.
    [InlineData("430224", "430225", false)] // Of one level.
    [InlineData("4302", "430224", false)] // Downwards.
    public void Superiors_do_not_borrow_from_county_level_and_below_without_an_exemption(string lender, string borrower, bool refused)
    {
        var facts = Facts(Lent("2026-03-16", "2026-06-16")) with { LenderPlace = DivisionCode.Parse(lender), BorrowerPlace = DivisionCode.Parse(borrower) };
        var found = SecondmentRules.OfLending.Grounds(facts);
        Assert.Equal(refused ? ["SECONDMENT_FROM_BELOW"] : [], found.Select(g => g.Problem.Code));
        Assert.All(found, g => Assert.Equal(("secondment.fromCountyOrBelow", "2024-08-06", RuleBasis.STATUTE), (g.Rule!.Id, g.Rule.Version, g.Rule.Basis)));
        Assert.Empty(SecondmentRules.OfLending.Grounds(facts with { Asked = facts.Asked with { ExemptionGround = "专班", ExemptionBasis = "某某文件" } }));
    }

    [Fact]
    public void A_limit_does_not_reach_back_before_it_was_in_force() => Assert.Empty(Of(Lent("2025-03-03", "2025-12-31")));

    private static IReadOnlyList<SecondmentGround> Of(Secondment asked, params Secondment[] others) => SecondmentRules.OfLending.Grounds(Facts(asked) with { Others = others });

    private static SecondmentFacts Facts(Secondment asked) => new(
        asked, DivisionCode.Parse("430224"), DivisionCode.Parse("430224"), HoldsPost: true, [], Today, SecondmentLaw.On(asked.FromOn, Datarun.ServiceDefaults.Law.Rules.Default));

    private static Secondment Lent(string from, string until) => new()
    {
        Id = Guid.NewGuid(), Person = Guid.Empty, Post = "p", Lender = "430224", Borrower = "430224-LAND", FromOn = Day(from), UntilOn = Day(until), Reason = "专班", Version = 1,
    };

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd");
}
