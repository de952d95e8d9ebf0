using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Admission;

/// <summary>A form asks no more often than its elements are collected.</summary>
public static class FrequencyAboveElement
{
    public static AdmissionRule Rule { get; } = new(
        "FREQUENCY_ABOVE_ELEMENT", "整治形式主义为基层减负若干规定 三",
        "报送频率高于数据项本身的更新频率({0})。",
        "The form asks more often than the element changes ({0}).",
        facts => facts.Fields
            .Where((f, i) => f.Element is { } element && facts.Form.Frequency.IsAbove(element.Frequency)
                // What is known once and stays valid fills every later period; nobody is asked for it again, but for a tap where it is out of date.
                && !(element.LatestAnswers && facts.Verdicts[i].Verdict is Verdict.KNOWN or Verdict.STALE))
            .Select(f => new Finding(f.Field.Element, facts.Rule("form.frequency.aboveElement"), f.Element!.Frequency.InChinese()) { LimitEn = f.Element.Frequency.InEnglish() }),
        Waivable: true);
}
