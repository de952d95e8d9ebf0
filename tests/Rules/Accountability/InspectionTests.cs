using Datarun.Accountability.Inspections;
using Datarun.Accountability.Reactions;
using Xunit;
using Parameters = Datarun.ServiceDefaults.Law.Rules;

namespace Datarun.Tests.Rules.Accountability;

public class InspectionTests
{
    private static readonly DateOnly Day = new(2026, 6, 10);
    private static readonly PlanEntry Planned = new("P1", "安全生产", InspectionKind.COMPREHENSIVE, Under: "500118");

    private static AskedInspection Asked(string unit = "500118001", InspectionKind kind = InspectionKind.COMPREHENSIVE, string? plan = "P1", Guid? joint = null, params ScoringItem[] items) =>
        new("500118-SAFETY", new KnownUnit(unit, unit), "安全生产", kind, plan, Day, Day.AddDays(1), joint, items);

    private static Inspection Other(string unit = "500118001", string subject = "安全生产", int days = 5, string by = "500118-FIRE") => new()
    {
        Id = Guid.NewGuid(), By = by, Unit = unit, Area = unit, Subject = subject, Kind = InspectionKind.SPECIAL, Plan = "X", FromOn = Day.AddDays(days),
        ToOn = Day.AddDays(days), Year = 2026, Items = [], ScheduledAt = DateTimeOffset.UnixEpoch,
    };

    private static string? Code(AskedInspection asked, int own = 0, params Inspection[] others) =>
        InspectionRules.Refuse(new(asked, [Planned], own, others, InspectionLaw.On(Day, Parameters.Default)!))?.Problem.Code;

    [Fact]
    public void An_inspection_comes_from_the_plan()
    {
        Assert.Null(Code(Asked()));
        Assert.Null(Code(Asked(plan: null)));
        Assert.Equal("INSPECTION_NOT_IN_PLAN", Code(Asked(plan: "P2")));
        Assert.Equal("INSPECTION_NOT_IN_PLAN", Code(Asked(unit: "500119001")));
        Assert.Equal("INSPECTION_NOT_IN_PLAN", Code(Asked(kind: InspectionKind.SPECIAL)));
    }

    [Fact]
    public void A_second_comprehensive_inspection_in_the_year_is_refused() => Assert.Equal("INSPECTION_CAP_REACHED", Code(Asked(), own: 1));

    [Theory]
    [InlineData("500118001", "安全生产", 5, true)]
    [InlineData("500118001", "安全 生产", 11, true)] // ten days after the last day
    [InlineData("500118001", "安全生产", 12, false)]
    [InlineData("500118001", "安全生产", -10, true)]
    [InlineData("500118001", "安全生产", -11, false)]
    [InlineData("500118001001", "安全生产", 5, true)] // lies below
    [InlineData("500118", "安全生产", 5, true)] // lies above
    [InlineData("500118002", "安全生产", 5, false)]
    [InlineData("500118001", "救助", 5, false)]
    public void Departments_go_together_when_they_come_near_for_the_same_subject(string unit, string subject, int days, bool overlaps) =>
        Assert.Equal(overlaps ? "INSPECTION_OVERLAPS" : null, Code(Asked(), 0, Other(unit, subject, days)));

    [Fact]
    public void Who_joins_the_other_visit_on_its_days_does_not_overlap()
    {
        var other = Other(days: 1);
        Assert.Null(Code(Asked(joint: other.Id), 0, other));
        Assert.Equal("INSPECTION_OVERLAPS", Code(Asked(joint: other.Id), 0, Other(days: 1)));
    }

    [Fact]
    public void Photos_are_no_scoring_item()
    {
        Assert.Equal("INSPECTION_ITEM_IS_TRACE", Code(Asked(items: [new ScoringItem("隐患整改率", "台账数据"), new ScoringItem("是否留存照片")])));
        Assert.Null(Code(Asked(items: new ScoringItem("隐患整改率", "已有数据"))));
    }

    [Theory]
    [InlineData("会议纪要是否齐全", true)]
    [InlineData("现场照 片", true)]
    [InlineData("ＰＨＯＴＯＳ", true)]
    [InlineData("截\u200b图", true)]
    [InlineData("印发文件", true)]
    [InlineData("开发文化旅游项目", false)]
    [InlineData("遥感影像比对结果", false)]
    public void A_trace_is_one_however_it_is_typed(string title, bool isTrace) =>
        Assert.Equal(isTrace ? "INSPECTION_ITEM_IS_TRACE" : null, Code(Asked(items: new ScoringItem(title))));
}
