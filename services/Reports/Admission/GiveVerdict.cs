using Datarun.ServiceDefaults.Codes;

namespace Datarun.Reports.Admission;

/// <summary>Says whether a field still has to be asked, or who has it already (政务数据共享条例 第19条: no repeat collection).</summary>
public static class GiveVerdict
{
    /// <param name="field">The field with what is known.</param>
    /// <param name="level">Who files.</param>
    /// <param name="today">The day of the decision.</param>
    /// <param name="units">How many units are asked.</param>
    /// <param name="department">Who asks.</param>
    public static FieldVerdict On(FieldFacts field, DivisionLevel level, DateOnly today, long units = 0, string department = "")
    {
        var code = field.Field.Element;
        if (field.Element is not { } element) return new FieldVerdict(code, Verdict.NEW, null, null) { Similar = field.Similar };
        var here = field.Held.FirstOrDefault(h => h.Level == level);
        if (field.HasFormula) return new FieldVerdict(code, Verdict.DERIVABLE, element.Source, here?.Newest ?? today);
        var collector = field.Collectors.Where(c => c.Level == level).MinBy(c => c.AdmittedOn);
        if (here is not null && element.ValidForDays is { } days && here.Newest.AddDays(days) < today)
            return new FieldVerdict(code, Verdict.STALE, collector?.Department ?? element.Source, here.Newest);
        if (element.ComesFromRosters) return new FieldVerdict(code, Verdict.KNOWN, element.Source, here?.Newest ?? today);
        if (here is { BySystem: true })
        {
            // Its source serves everybody (第19条), and where no form collects it, is the one to ask those of whom it has nothing yet.
            var held = collector is null && here.Units < units ? here.Units : null;
            return new FieldVerdict(code, Verdict.KNOWN, element.Source, here.Newest)
            {
                Coverage = held is null ? null : new Coverage(held.Value, units), IsCompleted = held is not null && element.Source == department,
            };
        }
        if (collector is not null) return new FieldVerdict(code, Verdict.KNOWN, collector.Department, here?.Newest ?? collector.AdmittedOn);
        if (element.RollsUp)
        {
            var below = field.Collectors.Where(c => c.Level > level).MinBy(c => c.AdmittedOn);
            var newest = field.Held.Where(h => h.Level > level).MaxBy(h => h.Newest);
            if (below is not null) return new FieldVerdict(code, Verdict.DERIVABLE, below.Department, newest?.Newest ?? below.AdmittedOn);
            if (newest is { BySystem: true }) return new FieldVerdict(code, Verdict.DERIVABLE, element.Source, newest.Newest);
        }
        return new FieldVerdict(code, Verdict.NEW, null, null) { Similar = field.Similar };
    }
}
