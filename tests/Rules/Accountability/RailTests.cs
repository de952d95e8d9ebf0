using Datarun.Accountability.Cases;
using Datarun.Accountability.DutyLists;
using Datarun.ServiceDefaults.Law;
using Xunit;
using Parameters = Datarun.ServiceDefaults.Law.Rules;

namespace Datarun.Tests.Rules.Accountability;

public class RailTests
{
    private static readonly DateOnly Known = new(2026, 1, 30);

    private static Case At(Outcome? outcome, params (Step Step, DateOnly On)[] steps)
    {
        var made = new Case
        {
            Id = Guid.NewGuid(), Unit = "511621100", Area = "511621100", ActOn = new(2026, 1, 1), OpenedOn = new(2026, 1, 1), Matter = "m", OpenedBy = "511621-D", OpenedAt = DateTimeOffset.UnixEpoch,
            Duty = new("511621100", Known, 1, DateTimeOffset.UnixEpoch, new DutyItem("B")), Evidence = new([], [], []), Outcome = outcome,
        };
        foreach (var (step, on) in steps)
        {
            var fields = new StepFields(AnswerBy: step == Step.NOTIFY ? on.AddDays(5) : null);
            var (ended, begun) = StepOutcome.ClocksOf(new(made, step, fields, on), Parameters.Default, WorkdayCalendar.Default);
            made.Steps = [.. made.Steps, new DoneStep(step, on, "511621-D", DateTimeOffset.UnixEpoch, null, ended, begun, AnswerBy: fields.AnswerBy, Granted: step == Step.TOLERANCE ? false : null)];
        }
        return made;
    }

    private static Case Delivered(Outcome outcome) =>
        At(outcome, [.. new[] { Step.VERIFY, Step.NOTIFY, Step.HEAR, Step.TOLERANCE, Step.DECIDE, Step.DELIVER }.Select(s => (s, Known))]);

    private static string? Refused(Case c, Step step, DateOnly on, StepFields? fields = null) =>
        StepOutcome.Refuse(new(c, step, fields ?? new(), on), Parameters.Default)?.Problem.Code;

    [Fact]
    public void Nobody_is_decided_on_unheard() =>
        Assert.Equal([Step.NOTIFY, Step.HEAR, Step.TOLERANCE], Rail.First(Step.DECIDE, [Step.VERIFY]));

    [Fact]
    public void Every_step_waits_for_the_one_before_and_is_taken_once()
    {
        Step[] order = [Step.VERIFY, Step.NOTIFY, Step.HEAR, Step.TOLERANCE, Step.DECIDE, Step.DELIVER, Step.REVIEW, Step.APPEAL, Step.CLOSE];
        for (var i = 0; i < order.Length; i++)
        {
            Assert.True(Rail.Allows(order[i], order[..i], Outcome.WARNING));
            Assert.False(Rail.Allows(order[i], order[..(i + 1)], Outcome.WARNING));
        }
        Assert.False(Rail.Allows(Step.DECIDE, order[..2], null));
        Assert.False(Rail.Allows(Step.REVIEW, [.. order[..6], Step.APPEAL], Outcome.WARNING));
    }

    [Fact]
    public void Reconsideration_may_be_asked_for_through_1_March_when_known_on_30_January()
    {
        var due = StepOutcome.Running(Delivered(Outcome.WARNING)).Single(d => d.Of == Clock.APPLY_REVIEW);
        Assert.Equal((new DateOnly(2026, 3, 1), "civil.review.apply"), (due.DueOn, due.Rule!.Id));
    }

    [Theory]
    [InlineData(false, "2026-03-01")] // a Sunday
    [InlineData(true, "2026-03-02")]
    public void Whether_a_rest_day_moves_the_end_is_a_setting(bool moves, string dueOn)
    {
        var file = Path.GetTempFileName();
        var delivered = File.ReadAllText(Path.Combine(Path.GetDirectoryName(typeof(Parameters).Assembly.Location)!, "Law", "rules.json"));
        var at = delivered.IndexOf("false", delivered.IndexOf("civil.remedy.restDayMovesEnd", StringComparison.Ordinal), StringComparison.Ordinal);
        File.WriteAllText(file, delivered.Remove(at, "false".Length).Insert(at, moves ? "true" : "false"));
        Assert.Equal(DateOnly.Parse(dueOn), Clocks.From(Known, Clock.APPLY_REVIEW, "civil.review.apply", Parameters.Load(file), WorkdayCalendar.Default).DueOn);
        File.Delete(file);
    }

    [Theory]
    [InlineData("2026-03-01", "2026-03-31", false)]
    [InlineData("2026-03-02", "2026-03-31", true)] // asked for too late
    [InlineData("2026-03-01", "2026-04-01", true)] // decided too late
    public void A_late_review_is_recorded_as_late(string applied, string decided, bool late)
    {
        var fields = new StepFields(Outcome: Outcome.WARNING, AppliedOn: DateOnly.Parse(applied));
        var (ended, begun) = StepOutcome.ClocksOf(new(Delivered(Outcome.WARNING), Step.REVIEW, fields, DateOnly.Parse(decided)), Parameters.Default, WorkdayCalendar.Default);
        Assert.Equal(late, ended.Any(d => d.Late == true));
        Assert.Equal(DateOnly.Parse(decided).AddDays(15), Assert.Single(begun).DueOn);
    }

    [Theory]
    [InlineData(Outcome.DEMERIT, "OUTCOME_HEAVIER")]
    [InlineData(Outcome.WARNING, null)]
    [InlineData(Outcome.NO_FAULT, null)]
    public void A_remedy_never_makes_the_outcome_heavier(Outcome now, string? code)
    {
        Assert.Equal(code, Refused(Delivered(Outcome.WARNING), Step.REVIEW, Known.AddDays(1), new(Outcome: now)));
        Assert.Equal(code, Refused(Delivered(Outcome.WARNING), Step.APPEAL, Known.AddDays(1), new(Outcome: now)));
    }

    [Fact]
    public void A_case_stays_open_while_a_remedy_may_be_asked_for()
    {
        Assert.Equal("STEP_NOT_ALLOWED", Refused(Delivered(Outcome.WARNING), Step.CLOSE, new(2026, 3, 1)));
        Assert.Null(Refused(Delivered(Outcome.WARNING), Step.CLOSE, new(2026, 3, 2)));
        Assert.Null(Refused(Delivered(Outcome.NO_FAULT), Step.CLOSE, Known));
        Assert.DoesNotContain(Step.CLOSE, StepOutcome.Allowed(Delivered(Outcome.WARNING), Known));
    }

    [Fact]
    public void A_hearing_ends_without_a_statement_only_when_the_time_to_answer_has_passed()
    {
        var notified = At(null, (Step.VERIFY, Known), (Step.NOTIFY, Known));
        Assert.Equal("HEARING_NOT_OVER", Refused(notified, Step.HEAR, Known.AddDays(5)));
        Assert.Null(Refused(notified, Step.HEAR, Known.AddDays(6)));
        Assert.Null(Refused(notified, Step.HEAR, Known, new(Statement: "已按规定办理")));
    }

    [Fact]
    public void A_step_is_not_dated_before_the_one_it_follows() =>
        Assert.Equal("STEP_DATE_INVALID", Refused(At(null, (Step.VERIFY, Known)), Step.NOTIFY, Known.AddDays(-1)));

    [Fact]
    public void Tolerance_rests_on_a_listed_ground()
    {
        var heard = At(null, (Step.VERIFY, Known), (Step.NOTIFY, Known), (Step.HEAR, Known));
        Assert.Equal("TOLERANCE_GROUND_UNKNOWN", Refused(heard, Step.TOLERANCE, Known, new(Granted: true, Ground: "领导同意")));
        Assert.Null(Refused(heard, Step.TOLERANCE, Known, new(Granted: true, Ground: "先行先试失误")));
        Assert.Equal("TOLERANCE_UNLAWFUL_ORDER", Refused(heard, Step.TOLERANCE, Known, new(Granted: true, Ground: "对上级错误决定提出意见未被采纳", PlainlyUnlawful: true)));
    }

    [Theory]
    [InlineData(true, Outcome.WARNING, true)]
    [InlineData(true, Outcome.TOLERATED, false)]
    [InlineData(false, Outcome.TOLERATED, true)]
    [InlineData(false, Outcome.WARNING, false)]
    public void The_decision_follows_the_ruling_on_tolerance(bool granted, Outcome decided, bool refused) =>
        Assert.Equal(refused, ToleratedOnlyOnRuling.Check(granted, decided) is not null);

    [Fact]
    public void An_objection_before_the_act_moves_liability_to_who_ordered()
    {
        ObjectionEvidence said = new(Guid.NewGuid(), null, "压减名单", "511621-CIVIL", new(2026, 5, 6), "不同意", DateTimeOffset.UnixEpoch, false);
        var proposal = ObjectionMovesLiability.Propose([said], plainlyUnlawful: false, new(2026, 5, 20), Parameters.Default);
        Assert.Equal(("对上级错误决定提出意见未被采纳", "511621-CIVIL"), (proposal!.Ground, Assert.Single(proposal.LiabilityMovesTo)));
        Assert.Null(ObjectionMovesLiability.Propose([said], plainlyUnlawful: true, new(2026, 5, 20), Parameters.Default));
        Assert.Null(ObjectionMovesLiability.Propose([said], plainlyUnlawful: false, new(2026, 5, 5), Parameters.Default));
    }
}
