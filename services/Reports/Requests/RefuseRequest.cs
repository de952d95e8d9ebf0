using Datarun.Reports.Admission;
using Datarun.Reports.Burden;
using Datarun.Reports.BurdenBudgets;
using Datarun.Reports.DuplicateReports;
using Datarun.Reports.Emergencies;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Requests;

/// <summary>What keeps an admitted form from being asked for. Pure.</summary>
public static class RefuseRequest
{
    /// <summary>What lies in the form and in the request: suspension, validity, rhythm and lead time.</summary>
    public static Refused? Of(PostRequest.Body body, FormRow row, Period period, DateOnly today, Rules rules, WorkdayCalendar calendar)
    {
        var form = row.Form;
        if (row.SuspendedBy is { } report) return DuplicateReportProblems.FormSuspended.At("/form", row.Code).With("report", report);
        Refused Expired(string at, string detail) => ReportsProblems.FormExpired.At(at, detail).With("rule", rules.Get(FormExpired.RuleOf(form.Statistical), today).Reference);
        if (form.ValidUntil < today) return Expired("/form", $"{form.ValidUntil:yyyy-MM-dd}");
        // 统计法 第17条: whoever is still to file a statistical form after its last day may refuse, so nobody is asked beyond it. Other forms may be due a little later.
        if (form.Statistical && form.ValidUntil < body.DueOn) return Expired("/dueOn", $"≤ {form.ValidUntil:yyyy-MM-dd}");
        if (form.ValidUntil < period.Start) return Expired("/period", $"≤ {form.ValidUntil:yyyy-MM-dd}");
        // What is asked once or on an event has no rhythm: any period names what it is about.
        if (form.Frequency is not (Frequency.ONCE or Frequency.EVENT) && period.Kind != form.Frequency)
            return ReportsProblems.PeriodOfAnotherKind.At("/period", form.Frequency.ToString());
        if (body.Emergency is { IsNamed: false }) return EmergencyProblems.BasisMissing.At("/emergency");
        var hastened = body.Emergency is not null || form.Emergency is not null;
        var least = rules.Get(LeadTimeTooShort.RuleOf(hastened), today);
        var needed = hastened ? least.Int : form.DueAfterWorkdays < least.Int && !row.MayHasten ? least.Int : form.DueAfterWorkdays;
        var workdays = body.DueOn <= today ? 0 : calendar.WorkdaysBetween(today, body.DueOn);
        return body.DueOn >= today && workdays >= needed ? null : ReportsProblems.LeadTimeTooShort.At("/dueOn", $"{body.DueOn:yyyy-MM-dd}")
            .With("workdays", workdays).With("needed", needed).With("rule", least.Reference);
    }

    /// <summary>What lies in what was asked before: once is once, emergencies are capped, a department's month has a budget, and so has the week of each unit over all departments.</summary>
    public static Refused? After(PostRequest.Body body, FormRow row, long tasks, AskedBefore before, DateOnly today, Rules rules)
    {
        var period = Period.Parse(body.Period);
        if (row.AdmissionKind is "RETROSPECTIVE" or "ONE_OFF" && !before.Listed && before.Asked is { } request)
            return ReportsProblems.AskedOnce.At("/form", row.AdmissionKind).With("request", request);
        // A list is of a year: what was on that of another does not go on by itself. An emergency goes its own way, and so does what was admitted as one-off.
        if (before.IsLeftOut && body.Emergency is null && (row.AdmissionKind == "LISTED" || (row.AdmissionKind is null && ServiceDefaults.Law.ChinaDay.Of(row.AdmittedAt).Year < period.Start.Year)))
            return ReportsProblems.NotOnListOfYear.At("/period", body.Period).With("year", period.End.Year);
        if (body.Hastens(row.Form))
        {
            var cap = rules.Get(EmergencyCapReached.Cap, today);
            if (before.Unreported is { Count: > 0 } forms) return EmergencyProblems.Unreported.At("/emergency").With("forms", forms).With("rule", rules.Get(EmergencyUnreported.Report, today).Reference);
            if (before.Emergencies >= cap.Int) return EmergencyProblems.CapReached.At("/emergency").With("used", before.Emergencies).With("cap", cap.Int).With("rule", cap.Reference);
        }
        // What asks nothing costs nothing, and what the authority admitted all the same it has weighed.
        return before.MinutesPerUnit == 0 || row.MayExceedBudget ? null : OfMonth(body, row, tasks, before, today) ?? OfWeeks(body, row, before);
    }

    private static Refused? OfMonth(PostRequest.Body body, FormRow row, long tasks, AskedBefore before, DateOnly today)
    {
        var budget = before.Budgets.OfDepartment(row.Department, today);
        var minutes = before.MinutesOfMonth + Math.Ceiling(before.MinutesPerUnit * Math.Min(tasks, before.MostInCounty) * Math.Min(1, BurdenBudgetExceeded.PerMonth(row.Form.Frequency)));
        return minutes <= budget.Minutes ? null : ReportsProblems.BudgetSpent.At("/period", body.Period).With("minutes", minutes).With("budget", budget.Minutes).With("rule", budget.Rule);
    }

    /// <summary>An emergency does not wait for a week with room in it; it stands in the ledger all the same.</summary>
    private static Refused? OfWeeks(PostRequest.Body body, FormRow row, AskedBefore before)
    {
        if (body.Emergency is not null) return null;
        foreach (var (week, own, others) in before.Weeks)
        {
            if (TightestUnit.Of(body.Under, own, others, before.Budgets, row.Form.Level, week.End) is not { IsOver: true } over) continue;
            return ReportsProblems.BudgetSpent.At("/period", body.Period).With("week", week.ToString()).With("unit", over.Place)
                .With("minutes", over.Minutes).With("budget", over.Budget).With("rule", over.Rule);
        }
        return null;
    }
}

/// <summary>What the department has asked before.</summary>
/// <param name="Asked">A request of this form that was made already.</param>
/// <param name="Listed">Whether the form is in its area's list of the year by now.</param>
/// <param name="Emergencies">Uses of the emergency way this year.</param>
/// <param name="Unreported">Forms whose emergency is overdue for its report.</param>
/// <param name="MinutesPerUnit">What one filing of this form takes.</param>
/// <param name="MostInCounty">Units of its level in the county that has most, within the place.</param>
/// <param name="MinutesOfMonth">Minutes asked in one county, by the department's other requests for periods that end in the same month.</param>
public sealed record AskedBefore(
    Guid? Asked, bool Listed, int Emergencies, IReadOnlyList<string> Unreported, decimal MinutesPerUnit, long MostInCounty, decimal MinutesOfMonth)
{
    /// <summary>Which budgets hold.</summary>
    public required Budgets Budgets { get; init; }

    /// <summary>Whether the area has published its list for the year of the period, and the form is not in it, or not so often.</summary>
    public bool IsLeftOut { get; init; }

    /// <summary>The weeks on which the request would lie, with what all departments have asked of the same units.</summary>
    public IReadOnlyList<WeekAsked> Weeks { get; init; } = [];
}
