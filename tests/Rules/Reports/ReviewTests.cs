using Datarun.Reports.Requests;
using Datarun.Reports.Refusals;
using Datarun.Reports.Reviews;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Codes;
using Xunit;
using static Datarun.Reports.Reviews.ReviewVerdict;
using static Datarun.Reports.Tasks.TaskState;
using static Datarun.ServiceDefaults.Codes.DivisionLevel;

namespace Datarun.Tests.Rules.Reports;

public class ReviewTests
{
    private static readonly DivisionLevel[] Levels = [TOWNSHIP, COUNTY, PROVINCE];

    private static Reviewable In(TaskState? state, DivisionLevel? awaiting = null, bool filed = true, bool recalled = false) =>
        new(filed, new TaskStanding(state, awaiting, null, recalled, 1));

    [Theory]
    [InlineData(TOWNSHIP, IN_REVIEW, COUNTY)]
    [InlineData(COUNTY, IN_REVIEW, PROVINCE)]
    [InlineData(PROVINCE, REVIEWED, null)]
    public void Each_acceptance_goes_one_reviewing_level_up(DivisionLevel at, TaskState state, DivisionLevel? next)
    {
        var decision = DecideReview.On(In(IN_REVIEW, at), Levels, at, ACCEPTED);
        Assert.Equal((null, state, next), (decision.Refused, decision.State, decision.Awaiting));
    }

    [Fact]
    public void Nobody_reviews_before_those_below() =>
        Assert.Equal(ReviewsProblems.AwaitsAnotherLevel, DecideReview.On(In(IN_REVIEW, TOWNSHIP), Levels, COUNTY, ACCEPTED).Refused);

    [Fact]
    public void A_level_that_has_accepted_may_say_so_again()
    {
        Assert.Equal(ReviewDecision.Repeated, DecideReview.On(In(IN_REVIEW, COUNTY), Levels, TOWNSHIP, ACCEPTED));
        Assert.Equal(ReviewDecision.Repeated, DecideReview.On(In(REVIEWED), Levels, COUNTY, ACCEPTED));
        Assert.Equal(ReviewDecision.Repeated, DecideReview.On(In(PENDING), Levels, COUNTY, RETURNED));
    }

    [Theory]
    [InlineData(TOWNSHIP, IN_REVIEW)]
    [InlineData(PROVINCE, IN_REVIEW)]
    [InlineData(COUNTY, REVIEWED)]
    [InlineData(null, IN_REVIEW)]
    [InlineData(null, REVIEWED)]
    [InlineData(null, COMPLETED)]
    public void Any_reviewing_level_returns_and_the_department_even_what_it_took(DivisionLevel? level, TaskState state) =>
        Assert.Equal(PENDING, DecideReview.On(In(state, state == IN_REVIEW ? TOWNSHIP : null), Levels, level, RETURNED).State);

    [Fact]
    public void What_cannot_be_reviewed_says_why()
    {
        Assert.Equal(ReviewsProblems.NotAReviewer, DecideReview.On(In(IN_REVIEW, TOWNSHIP), Levels, CITY, ACCEPTED).Refused);
        Assert.Equal(ReviewsProblems.NotAReviewer, DecideReview.On(In(IN_REVIEW, TOWNSHIP), Levels, null, ACCEPTED).Refused);
        Assert.Equal(ReviewsProblems.NotInReview, DecideReview.On(In(null, filed: false), Levels, TOWNSHIP, ACCEPTED).Refused);
        Assert.Equal(ReviewsProblems.NothingFiled, DecideReview.On(In(null, filed: false), Levels, null, RETURNED).Refused);
        Assert.Equal(ReviewsProblems.TaskLocked, DecideReview.On(In(COMPLETED), Levels, TOWNSHIP, RETURNED).Refused);
        Assert.Equal(RequestsProblems.TaskRecalled, DecideReview.On(In(IN_REVIEW, TOWNSHIP, recalled: true), Levels, TOWNSHIP, ACCEPTED).Refused);
        Assert.Equal(RefusalsProblems.TaskRefused, DecideReview.On(In(TERMINATED, filed: false), Levels, TOWNSHIP, ACCEPTED).Refused);
    }

    [Theory]
    [InlineData(null, false, false, false, PENDING)]
    [InlineData(null, false, true, false, COMPLETED)]
    [InlineData(null, true, false, false, COMPLETED)]
    [InlineData(null, false, false, true, TERMINATED)]
    [InlineData(null, true, false, true, COMPLETED)]
    [InlineData(null, false, true, true, COMPLETED)]
    [InlineData(PENDING, true, true, false, PENDING)]
    [InlineData(PENDING, true, true, true, TERMINATED)]
    [InlineData(IN_REVIEW, true, true, false, IN_REVIEW)]
    [InlineData(REVIEWED, true, true, true, TERMINATED)]
    [InlineData(COMPLETED, true, true, true, COMPLETED)]
    [InlineData(TERMINATED, false, false, false, TERMINATED)]
    [InlineData(TERMINATED, true, false, false, COMPLETED)]
    public void The_state_of_a_task_follows_from_what_happened_to_it(TaskState? row, bool filed, bool complete, bool recalled, TaskState state) =>
        Assert.Equal(state, new TaskStanding(row, IsRecalled: recalled).State(filed, complete));

    [Fact]
    public void What_was_reviewed_recalled_or_refused_is_closed_and_the_rest_is_open()
    {
        Assert.Equal(
            [null, null, null, ReviewsProblems.TaskLocked, ReviewsProblems.TaskLocked, RefusalsProblems.TaskRefused],
            new TaskState?[] { null, PENDING, IN_REVIEW, REVIEWED, COMPLETED, TERMINATED }.Select(s => new TaskStanding(s).ClosedBy));
        Assert.Equal(RequestsProblems.TaskRecalled, new TaskStanding(REVIEWED, IsRecalled: true).ClosedBy);
    }
}
