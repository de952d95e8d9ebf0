using Datarun.Rosters.Assignments;
using Xunit;

namespace Datarun.Tests.Rules.Rosters;

public class AssignmentRulesTests
{
    [Fact]
    public void Five_posts_of_twenty_percent_are_one_whole_person() => Assert.Null(Refuse(Held("2026-01-05"), Five()[..4]));

    [Fact]
    public void A_sixth_post_is_refused() => Assert.Equal("POST_LOAD_EXCEEDED", Refuse(Held("2026-06-01", share: 1), Five()));

    [Fact]
    public void A_load_that_exceeds_only_later_is_seen() =>
        Assert.Equal("POST_LOAD_EXCEEDED", Refuse(Held("2026-01-01", share: 60), [Held("2026-05-01", share: 60)]));

    [Fact]
    public void Posts_that_follow_each_other_do_not_add_up() =>
        Assert.Null(Refuse(Held("2026-01-01", "2026-04-30", share: 60), [Held("2026-05-01", share: 60)]));

    [Fact]
    public void Two_primary_posts_at_a_time_are_refused_and_one_after_the_other_are_not()
    {
        var first = Held("2026-01-01", "2026-03-31", share: 50, isPrimary: true);
        Assert.Equal("PRIMARY_TWICE", Refuse(Held("2026-03-31", share: 50, isPrimary: true), [first]));
        Assert.Null(Refuse(Held("2026-04-01", share: 50, isPrimary: true), [first]));
    }

    [Fact]
    public void The_last_day_may_be_the_first_but_not_before_it()
    {
        Assert.Null(Refuse(Held("2026-01-02", "2026-01-02"), []));
        Assert.Equal("PERIOD_REVERSED", Refuse(Held("2026-01-02", "2026-01-01"), []));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    [InlineData(-5)]
    public void A_share_is_one_to_a_hundred_percent(int share) => Assert.Equal("SHARE_OUT_OF_RANGE", Refuse(Held("2026-01-02", share: share), []));

    private static string? Refuse(Assignment assignment, IReadOnlyList<Assignment> others) => AssignmentRules.Refuse(assignment, others)?.Problem.Code;

    private static Assignment[] Five() => [.. Enumerable.Range(0, 5).Select(_ => Held("2026-01-05"))];

    private static Assignment Held(string from, string? to = null, int share = 20, bool isPrimary = false) => new()
    {
        Id = Guid.NewGuid(), Post = "P", FromOn = DateOnly.Parse(from), ToOn = to is null ? null : DateOnly.Parse(to), Share = share, IsPrimary = isPrimary,
    };
}
