using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Admission;

/// <summary>
/// What is collected already, but less often than this form wants it, is known all the same; whoever needs it more often agrees on that with the holder, so
/// that it is still collected once.
/// </summary>
public static class CollectedLessOften
{
    public static AdmissionRule Rule { get; } = new(
        "COLLECTED_LESS_OFTEN", "政务数据共享条例 第19条",
        "已由报表收集,但频率低于本表:{0};确需更高频率的,请与该部门协商调整其报表,不另行收集。",
        "It is collected already, but less often than this form asks: {0}; whoever needs it more often agrees with that department on its form and collects nothing beside it.",
        Find, Rejects: false);

    private static IEnumerable<Finding> Find(AdmissionFacts facts) =>
        facts.Judged.Where(j => j.Verdict.Verdict == Verdict.KNOWN && IsCollectedByForms(j.Field, facts.Form.Level))
            .Select(j => (j.Verdict.Element, Most: j.Field.Collectors.Where(c => c.Level == facts.Form.Level).MaxBy(c => c.Frequency)))
            .Where(f => f.Most is { } most && facts.Form.Frequency.IsAbove(most.Frequency))
            .Select(f => new Finding(f.Element, facts.Rule("share.noRepeatCollection"), $"{f.Most!.Form}({f.Most.Department},{f.Most.Frequency.InChinese()})")
            {
                LimitEn = $"{f.Most.Form} ({f.Most.Department}, {f.Most.Frequency.InEnglish()})",
            });

    // Period by period, and by nothing else: what a system gives, or a value that stays valid, is there as often as anybody asks.
    private static bool IsCollectedByForms(FieldFacts field, DivisionLevel level) =>
        field.Element is { LatestAnswers: false, ComesFromRosters: false } && !field.Held.Any(h => h.Level == level && h.BySystem);
}
