namespace Datarun.Reports.Admission;

/// <summary>A form asks no more often than its elements are collected.</summary>
public static class FrequencyAboveElement
{
    public static AdmissionRule Rule { get; } = new(
        "FREQUENCY_ABOVE_ELEMENT", "整治形式主义为基层减负若干规定 三",
        "报送频率高于数据项本身的更新频率({0})。",
        "The form asks more often than the element changes ({0}).",
        facts => facts.Fields
            .Where((f, i) => f.Element is { } element && ServiceDefaults.Periods.FrequencyOrder.IsAbove(facts.Form.Frequency, element.Frequency)
                // What is known once and stays valid fills every later period; nobody is asked for it again.
                && !(element.LatestAnswers && facts.Verdicts[i].Verdict == Verdict.KNOWN))
            .Select(f => new Finding(f.Field.Element, Limit: f.Element!.Frequency)),
        Waivable: true);
}
