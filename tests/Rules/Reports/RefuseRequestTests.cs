using System.Text.Json;
using Datarun.Reports.Admission;
using Datarun.Reports.Burden;
using Datarun.Reports.Forms;
using Datarun.Reports.Requests;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.Tests.Rules.Reports.Admission;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class RefuseRequestTests
{
    private static readonly Emergency Flood = new("防汛应急预案", "山洪");
    private static readonly AskedBefore Nothing = new(null, false, 0, [], 12, 267, 0) { Budgets = new([], ServiceDefaults.Law.Rules.Default) };

    private static FormRow Row(FormBody? form = null, string? kind = null, Guid? suspendedBy = null) =>
        new() { Code = "f", Admission = JsonSerializer.Serialize(Decide.On(Asking.Facts()), Json.Options), Department = "500118-CIVIL", Body = JsonSerializer.Serialize(form ?? Asking.Form, Json.Options), AdmissionKind = kind, SuspendedBy = suspendedBy };

    private static string? Of(FormRow row, int dueInDays, Emergency? emergency = null) => RefuseRequest.Of(
        new PostRequest.Body("f", "2026-11", "500118", Asking.Today.AddDays(dueInDays), emergency), row, Period.Parse("2026-11"), Asking.Today,
        ServiceDefaults.Law.Rules.Default, WorkdayCalendar.Default)?.Problem.Code;

    private static string? After(FormRow row, AskedBefore before, Emergency? emergency = null) => RefuseRequest.After(
        new PostRequest.Body("f", "2026-11", "500118", Asking.Today, emergency), row, 267, before, Asking.Today, ServiceDefaults.Law.Rules.Default)?.Problem.Code;

    [Fact]
    public void In_an_emergency_the_same_day_is_in_time_and_yesterday_never()
    {
        Assert.Equal("LEAD_TIME_TOO_SHORT", Of(Row(), 0));
        Assert.Equal("LEAD_TIME_TOO_SHORT", Of(Row(), 6)); // Five workdays, and a weekend lies between: Monday 30 November is the fourth.
        Assert.Null(Of(Row(), 7));
        Assert.Null(Of(Row(), 0, Flood));
        Assert.Null(Of(Row(Asking.Form with { Emergency = Flood }), 0));
        Assert.Equal("LEAD_TIME_TOO_SHORT", Of(Row(), -1, Flood));
        Assert.Equal("EMERGENCY_BASIS_MISSING", Of(Row(), 0, new Emergency(" ", "山洪")));
    }

    [Fact]
    public void Nobody_is_asked_for_a_time_beyond_the_last_day_of_a_form_nor_to_file_a_statistical_one_after_it()
    {
        var business = Asking.Form with { ValidUntil = Asking.Today.AddDays(7) };
        Assert.Null(Of(Row(business), 8));
        var row = Row(business with { Statistical = true });
        Assert.Null(Of(row, 7));
        Assert.Equal("FORM_EXPIRED", Of(row, 8));
        Assert.Equal("FORM_EXPIRED", Of(row, 8, Flood));
        Assert.Equal("FORM_EXPIRED", Of(Row(Asking.Form with { ValidUntil = Asking.Today.AddDays(-1) }), 8));
        // A July task of a form that is valid to the end of June.
        Assert.Equal("FORM_EXPIRED", RefuseRequest.Of(new PostRequest.Body("f", "2026-12", "500118", Asking.Today.AddDays(6)), Row(Asking.Form with { ValidUntil = new DateOnly(2026, 11, 30) }),
            Period.Parse("2026-12"), Asking.Today, ServiceDefaults.Law.Rules.Default, WorkdayCalendar.Default)?.Problem.Code);
    }

    [Fact]
    public void What_the_authority_admitted_on_appeal_is_due_as_soon_as_the_form_says()
    {
        var form = Asking.Form with { DueAfterWorkdays = 0 };
        var refused = Decide.On(Asking.Facts(form));
        var admitted = refused with { Outcome = Outcome.ADMITTED, AdmittedOnAppealOf = Guid.NewGuid() };
        Assert.Equal("LEAD_TIME_TOO_SHORT", Of(Row(form), 0));
        Assert.Null(Of(Row(form) with { Admission = JsonSerializer.Serialize(admitted, Json.Options) }, 0));
        Assert.Equal("LEAD_TIME_TOO_SHORT", Of(Row(form) with { Admission = JsonSerializer.Serialize(admitted, Json.Options) }, -1));
        // Waived for something else, the least lead time stays.
        var other = admitted with { Grounds = [admitted.Grounds[0] with { Code = "BURDEN_BUDGET_EXCEEDED" }] };
        Assert.Equal("LEAD_TIME_TOO_SHORT", Of(Row(form) with { Admission = JsonSerializer.Serialize(other, Json.Options) }, 0));
    }

    [Fact]
    public void A_confirmed_duplicate_is_not_asked_for() => Assert.Equal("FORM_SUSPENDED", Of(Row(suspendedBy: Guid.NewGuid()), 30, Flood));

    [Fact]
    public void What_is_outside_the_list_is_asked_once_until_it_is_listed()
    {
        var asked = Nothing with { Asked = Guid.NewGuid() };
        Assert.Null(After(Row(), asked));
        Assert.Null(After(Row(kind: "LISTED"), asked));
        Assert.Null(After(Row(kind: "ONE_OFF"), Nothing));
        Assert.Equal("FORM_ASKED_ONCE", After(Row(kind: "ONE_OFF"), asked));
        Assert.Equal("FORM_ASKED_ONCE", After(Row(kind: "RETROSPECTIVE"), asked));
        Assert.Null(After(Row(kind: "ONE_OFF"), asked with { Listed = true }));
    }

    [Fact]
    public void Emergencies_are_capped_and_owed_reports_come_first()
    {
        Assert.Null(After(Row(), Nothing with { Emergencies = 2 }, Flood));
        Assert.Equal("EMERGENCY_CAP_REACHED", After(Row(), Nothing with { Emergencies = 3 }, Flood));
        Assert.Equal("EMERGENCY_UNREPORTED", After(Row(), Nothing with { Unreported = ["g"] }, Flood));
        Assert.Null(After(Row(), Nothing with { Emergencies = 3, Unreported = ["g"] }));
    }

    [Fact]
    public void A_month_holds_no_more_than_its_budget()
    {
        // 12 minutes of 267 villages are 3,204.
        Assert.Null(After(Row(), Nothing with { MinutesOfMonth = 100_000 - 3_204 }));
        Assert.Equal("BURDEN_BUDGET_EXCEEDED", After(Row(), Nothing with { MinutesOfMonth = 100_000 - 3_203 }));
        Assert.Null(After(Row(Asking.Form with { Frequency = Frequency.YEARLY }), Nothing with { MinutesOfMonth = 100_000 - 267 }));
        Assert.Null(After(Row(), Nothing with { MinutesPerUnit = 0, MinutesOfMonth = 200_000 }));
    }

    [Fact]
    public void Every_week_of_the_request_has_room_for_all_departments_together()
    {
        WeekAsked Week(string week, decimal own, decimal others) => new(Period.Parse(week), own, [("500118", others)]);
        Assert.Null(After(Row(), Nothing with { Weeks = [Week("2026-W48", 10, 150), Week("2026-W49", 10, 100)] }));
        Assert.Equal("BURDEN_BUDGET_EXCEEDED", After(Row(), Nothing with { Weeks = [Week("2026-W48", 10, 150), Week("2026-W49", 10, 150.01m)] }));
        // A flood does not wait for room.
        Assert.Null(After(Row(), Nothing with { Weeks = [Week("2026-W48", 10, 500)] }, Flood));
    }

    [Fact]
    public void What_the_authority_admitted_in_spite_of_the_budget_may_be_asked()
    {
        var over = Decide.On(Asking.Facts(units: 20_000)) with { Outcome = Outcome.ADMITTED };
        var spent = Nothing with { MinutesOfMonth = 100_000, Weeks = [new(Period.Parse("2026-W48"), 10, [("500118", 500)])] };
        FormRow With(Decision decision) => Row() with { Admission = JsonSerializer.Serialize(decision, Json.Options) };
        Assert.Equal("BURDEN_BUDGET_EXCEEDED", After(With(over), spent));
        Assert.Null(After(With(over with { AdmittedOnAppealOf = Guid.NewGuid() }), spent));
        // An appeal about something else opens no budget.
        Assert.Equal("BURDEN_BUDGET_EXCEEDED", After(With(Decide.On(Asking.Facts()) with { AdmittedOnAppealOf = Guid.NewGuid() }), spent));
    }
}
