using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Admission;

/// <summary>A form asks no more often than its elements are collected.</summary>
public static class FrequencyAboveElement
{
    public static AdmissionRule Rule { get; } = new(
        "FREQUENCY_ABOVE_ELEMENT", "整治形式主义为基层减负若干规定 三",
        "报送频率高于数据项本身的更新频率({0})。",
        "The form asks more often than the element changes ({0}).",
        facts => facts.Judged
            .Where(j => j.Field.Element is { } element && facts.Form.Frequency.IsAbove(element.Frequency)
                // What is known once and stays valid fills every later period; nobody is asked for it again, but for a tap where it is out of date.
                && !(element.LatestAnswers && j.Verdict.Verdict is Verdict.KNOWN or Verdict.STALE))
            .Select(j => (j.Verdict.Element, j.Field.Element!.Frequency))
            .Select(f => new Finding(f.Element, facts.Rule("form.frequency.aboveElement"), f.Frequency.InChinese()) { LimitEn = f.Frequency.InEnglish() }),
        Waivable: true);
}
