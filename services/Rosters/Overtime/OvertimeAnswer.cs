using Datarun.Rosters.Shifts;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Rosters.Overtime;

/// <summary>An overtime entry as it is answered.</summary>
/// <param name="Person">Opaque.</param>
/// <param name="Day">The day in China on which it begins.</param>
/// <param name="From">When it begins, in China.</param>
/// <param name="To">When it ends, in China; at or before the time at which it begins, on the next day.</param>
/// <param name="FromAt">The same as an instant.</param>
/// <param name="ToAt">The same as an instant.</param>
/// <param name="Task">What was to be done.</param>
/// <param name="OrdinaryMinutes">Minutes of the ordinary workday beside it, on each of its days.</param>
/// <param name="Refused">Whether it was refused; see decisions.</param>
/// <param name="DayKind">What the first of its days is by law.</param>
/// <param name="Worked">How long it is, in minutes.</param>
/// <param name="Minutes">How many of them count as overtime; while it is not approved, how many would.</param>
/// <param name="Provisional">Whether a year's holiday notice is still to come; it is counted again then.</param>
/// <param name="Days">The same day by day.</param>
/// <param name="Taken">Minutes of time off taken for it.</param>
/// <param name="Converted">Minutes for which an allowance is claimed instead.</param>
/// <param name="UseBy">Until when time off is to be given; null while it is not approved. What is left is still owed afterwards.</param>
/// <param name="Decisions">What was decided, in order.</param>
/// <param name="Rules">What it was decided by: the grounds, the legal workday, time off before money, and the use-by date once it is approved.</param>
internal sealed record OvertimeAnswer(
    Guid Id, Guid Person, string Unit, DateOnly Day, ClockTime From, ClockTime To, DateTimeOffset FromAt, DateTimeOffset ToAt, OvertimeGround Ground, string Task, int OrdinaryMinutes,
    OvertimeState State, bool Refused, DayKind DayKind, int Worked, int Minutes, bool Provisional, IReadOnlyList<OvertimeDay> Days, int Taken, int Converted, DateOnly? UseBy,
    IReadOnlyList<OvertimeDecision> Decisions, IReadOnlyList<RuleReference> Rules)
{
    public static OvertimeAnswer Of(OvertimeEntry e, Rules rules) => new(
        e.Id, e.Person, e.Unit, e.Day, DutyHours.TimeOf(e.FromAt), DutyHours.TimeOf(e.ToAt), e.FromAt, e.ToAt, e.Ground, e.Task, e.OrdinaryMinutes,
        e.State, e.Refused, e.Days[0].Kind, e.Days.Sum(d => d.Worked), e.Minutes, e.Provisional, e.Days, e.Taken, e.Converted, e.UseBy, e.Decisions,
        [.. new[] { "work.overtime.grounds", SettleDays.LegalWorkday, "civil.overtime.order" }.Select(id => rules.Get(id, e.Day).Reference), .. e.UseByRule is { } useBy ? [useBy] : Array.Empty<RuleReference>()]);
}
