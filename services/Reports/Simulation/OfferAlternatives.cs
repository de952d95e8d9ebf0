using System.Globalization;
using Datarun.Reports.Admission;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Simulation;

/// <summary>Finds cheaper ways to what a form wants, the most saving first. Pure.</summary>
public static class OfferAlternatives
{
    // Of fewer units a sample says little and saves little.
    private const int SmallestToSample = 30;

    public static IReadOnlyList<Alternative> To(AdmissionFacts facts, bool chinese) =>
    [
        .. new[] { EventLedger(facts, chinese), Sharing(facts, chinese), Confirmation(facts, chinese), LowerFrequency(facts, chinese), HigherLevel(facts, chinese), Sample(facts, chinese) }
            .OfType<Alternative>().OrderByDescending(a => a.MinutesSaved),
    ];

    /// <summary>What may not happen is recorded when it happens, and the total is computed: nobody reports that nothing did (人民调解法 第27条 keeps such a ledger).</summary>
    private static Alternative? EventLedger(AdmissionFacts facts, bool chinese) =>
        facts.Form.Frequency == Frequency.EVENT || !facts.Fields.Any(f => f.Element is { AdverseEvent: true }) ? null
        : new("EVENT_LEDGER", chinese ? "事件发生时登记台账,每周由系统自动汇总;没有发生的不必上报。" : "Record the event in the ledger when it happens; the weekly total is computed, and where nothing happened nothing is filed.",
            (long)Math.Floor(PerYear(facts)), new Dictionary<string, object> { ["frequency"] = Frequency.EVENT });

    private static Alternative? Sharing(AdmissionFacts facts, bool chinese)
    {
        var known = facts.Verdicts.Count - facts.Asked;
        return known == 0 || facts.IsGenerated ? null : new(
            "SHARING", string.Format(CultureInfo.InvariantCulture, chinese ? "{0} 个数据项已掌握或可汇总,通过共享取得,不必填报。" : "{0} field(s) are held or follow from what is; they come by sharing and nobody types them.", known),
            Whole(facts, (decimal)facts.Form.MinutesPerFiling * known / facts.Fields.Count), new Dictionary<string, object>
            {
                ["fields"] = facts.Verdicts.Where(v => v.IsAsked).Select(v => v.Element).ToArray(),
            });
    }

    private static Alternative? Confirmation(AdmissionFacts facts, bool chinese)
    {
        var stale = facts.Verdicts.Count(v => v.ConfirmationSuffices);
        return stale == 0 ? null : new(
            "CONFIRMATION", string.Format(CultureInfo.InvariantCulture, chinese ? "{0} 个数据项已有旧值,一键确认即可。" : "{0} field(s) have an earlier value; a tap confirms it.", stale),
            Whole(facts, (decimal)facts.Form.MinutesPerFiling * stale / facts.Fields.Count));
    }

    private static Alternative? LowerFrequency(AdmissionFacts facts, bool chinese)
    {
        if (facts.Form.Frequency is Frequency.ONCE or Frequency.EVENT or Frequency.YEARLY) return null;
        // An element that changes less often says itself how often is enough; else the next rarer one is offered.
        var slowest = facts.Judged.Where(j => j.Verdict.IsAsked).Select(j => j.Field.Element?.Frequency ?? facts.Form.Frequency)
            .Where(f => f != Frequency.ONCE).DefaultIfEmpty(facts.Form.Frequency).Min();
        var rarer = facts.Form.Frequency.IsAbove(slowest) ? slowest : facts.Form.Frequency - 1;
        var saved = PerYear(facts) - facts.MinutesPerUnit * facts.Units * PerYear(rarer);
        return saved < 1 ? null : new(
            "LOWER_FREQUENCY", chinese ? $"改为{rarer.InChinese()}报送。" : $"Ask {rarer.InEnglish()}.", (long)Math.Floor(saved), new Dictionary<string, object> { ["frequency"] = rarer });
    }

    /// <summary>Only the units above are asked, where the department's figure is a total anyway.</summary>
    private static Alternative? HigherLevel(AdmissionFacts facts, bool chinese)
    {
        var above = facts.Form.Level - 1;
        if (facts.Form.Level < DivisionLevel.TOWNSHIP || facts.Asked == 0 || !facts.Levels.TryGetValue(above, out var units) || units.All == 0 || units.All >= facts.Units) return null;
        if (!facts.Judged.Where(j => j.Verdict.IsAsked).All(j => j.Field.Element is { RollsUp: true })) return null;
        var saved = facts.MinutesPerUnit * (facts.Units - units.All) * PerYear(facts.Form.Frequency);
        return new("HIGHER_LEVEL", chinese ? $"所需为汇总数,改由{Say(above)}一级填报。" : $"The figures are totals; ask the {above.ToString().ToLowerInvariant()} level.", (long)Math.Floor(saved), new Dictionary<string, object> { ["level"] = above });
    }

    private static Alternative? Sample(AdmissionFacts facts, bool chinese)
    {
        if (!facts.Form.Statistical || facts.Units < SmallestToSample || facts.Asked == 0) return null;
        var percent = facts.Rule("form.sample.percent").Int;
        return new("SAMPLE", chinese ? $"改为抽样,抽取 {percent}% 的单位。" : $"Ask a sample of {percent} % of the units.", (long)Math.Floor(PerYear(facts) * (100 - percent) / 100));
    }

    private static string Say(DivisionLevel level) => level switch
    {
        DivisionLevel.PROVINCE => "省",
        DivisionLevel.CITY => "市",
        DivisionLevel.COUNTY => "县(市、区)",
        DivisionLevel.TOWNSHIP => "乡镇(街道)",
        _ => "村",
    };

    private static decimal PerYear(AdmissionFacts facts) => facts.MinutesPerUnit * facts.Units * PerYear(facts.Form.Frequency);

    private static long Whole(AdmissionFacts facts, decimal minutesPerUnit) => (long)Math.Floor(minutesPerUnit * facts.Units * PerYear(facts.Form.Frequency));

    /// <summary>Periods a year; what is asked once, or on an event, counts as one.</summary>
    internal static decimal PerYear(Frequency frequency) => frequency switch
    {
        Frequency.DAILY => 365, Frequency.WEEKLY => 52, Frequency.TEN_DAY => 36, Frequency.MONTHLY => 12, Frequency.QUARTERLY => 4, Frequency.HALF_YEARLY => 2, _ => 1,
    };
}
