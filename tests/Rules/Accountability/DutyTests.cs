using Datarun.Accountability.Cases;
using Datarun.Accountability.DutyLists;
using Xunit;

namespace Datarun.Tests.Rules.Accountability;

public class DutyTests
{
    private static readonly DateTimeOffset LastYear = new(2025, 6, 30, 0, 0, 0, TimeSpan.Zero);

    private static DutyItem Licence(DutyKind kind, string? part = null) =>
        new("F-1", "建筑消防许可", kind, kind == DutyKind.COOPERATE ? "511621-FIRE" : null, part, kind == DutyKind.TAKEN_BACK ? "511621-FIRE" : null, null, "消防法 第15条");

    private static DutyList List(params DutyItem[] items) =>
        new() { Unit = "511621100", ValidFrom = new(2026, 1, 1), Version = 1, PublishedAt = LastYear, PublishedBy = "511621-DATA", Items = items };

    private static ListHeader Header(string from, int version = 1, string published = "2025-06-30") =>
        new(DateOnly.Parse(from), version, new DateTimeOffset(DateOnly.Parse(published), new(4, 0), TimeSpan.Zero));

    [Fact]
    public void No_case_rests_on_what_was_taken_back() =>
        Assert.Equal((NoDuty?)NoDuty.TAKEN_BACK, DutyInForce.Of(List(Licence(DutyKind.TAKEN_BACK)), "F-1", null).Reason);

    [Fact]
    public void No_case_rests_on_what_is_on_no_list()
    {
        Assert.Equal((NoDuty?)NoDuty.NO_LIST, DutyInForce.Of(null, "F-1", null).Reason);
        Assert.Equal((NoDuty?)NoDuty.NO_ITEM, DutyInForce.Of(List(), "F-1", null).Reason);
    }

    [Theory]
    [InlineData("发现并上报线索", null)]
    [InlineData("审批许可", NoDuty.NOT_THE_NAMED_PART)]
    [InlineData(null, NoDuty.NOT_THE_NAMED_PART)]
    public void A_case_on_a_cooperate_item_cites_the_named_part_only(string? part, NoDuty? reason) =>
        Assert.Equal(reason, DutyInForce.Of(List(Licence(DutyKind.COOPERATE, "发现并上报线索")), "F-1", part).Reason);

    [Fact]
    public void A_basic_item_carries_a_case() => Assert.Null(DutyInForce.Of(List(Licence(DutyKind.BASIC)), "F-1", null).Reason);

    [Theory]
    [InlineData("2026-03-01", "2026-01-01")]
    [InlineData("2026-03-31", "2026-01-01")]
    [InlineData("2026-04-01", "2026-04-01")]
    [InlineData("2025-12-31", null)]
    public void The_list_in_force_on_the_day_of_the_act_counts(string day, string? from) =>
        Assert.Equal(from, ListInForce.On(DateOnly.Parse(day), [Header("2026-04-01"), Header("2026-01-01")])?.ValidFrom.ToString("yyyy-MM-dd"));

    [Fact]
    public void A_list_rewritten_after_the_act_does_not_reach_back()
    {
        ListHeader[] lists = [Header("2026-01-01", 1), Header("2026-01-01", 2, "2026-05-01"), Header("2026-02-01", 1, "2026-06-01")];
        Assert.Equal((new DateOnly(2026, 1, 1), 1), Chosen(lists, "2026-03-01"));
        Assert.Equal((new DateOnly(2026, 1, 1), 2), Chosen(lists, "2026-05-20"));
        Assert.Equal((new DateOnly(2026, 2, 1), 1), Chosen(lists, "2026-06-02"));
    }

    [Fact]
    public void Lists_that_all_were_recorded_later_count_by_their_dates() =>
        Assert.Equal((new DateOnly(2026, 2, 1), 2), Chosen([Header("2026-01-01", 1, "2026-11-23"), Header("2026-02-01", 1, "2026-11-23"), Header("2026-02-01", 2, "2026-11-24")], "2026-03-01"));

    [Theory]
    [InlineData("属地管理", true)]
    [InlineData("按照属地管理原则落实", true)]
    [InlineData("安全生产法 第9条", false)]
    [InlineData("消防法 第6条(属地管理)", false)]
    public void That_it_happened_on_its_ground_is_no_basis_by_itself(string basis, bool alone)
    {
        Assert.Equal(alone, TerritorialClause.IsAllOf(basis));
        Assert.Equal(!alone, CheckDutyList.Of([Licence(DutyKind.BASIC) with { LegalBasis = basis }]).Passes);
    }

    [Fact]
    public void A_cooperate_item_names_lead_and_part() =>
        Assert.Equal(["/0/lead", "/0/part"], CheckDutyList.Of([Licence(DutyKind.COOPERATE) with { Lead = null }]).Refused.Errors.Select(e => e.Pointer));

    [Fact]
    public void Codes_of_a_list_are_distinct() => Assert.False(CheckDutyList.Of([Licence(DutyKind.BASIC), Licence(DutyKind.BASIC)]).Passes);

    private static (DateOnly, int) Chosen(ListHeader[] lists, string day) =>
        ListInForce.On(DateOnly.Parse(day), lists) is { } found ? (found.ValidFrom, found.Version) : default;
}
