namespace Datarun.Reports.Admission;

/// <summary>
/// A count of events that nobody may cause has no quota: the form sets no least number at all, none of its validation rules turns away a filing by which
/// nothing happened, and the element itself has no minimum above 0.
/// </summary>
public static class QuotaOnAdverseEvent
{
    public static AdmissionRule Rule { get; } = new(
        "QUOTA_ON_ADVERSE_EVENT", "整治形式主义为基层减负若干规定 三",
        "对不良事件的数量不得规定下限:事件没有发生,就不该为凑数而上报。",
        "A count of events that nobody may cause can have no minimum: what did not happen must not be made up.",
        facts => facts.Fields.Where(f => f.Element is { AdverseEvent: true } && (f.Field.Minimum is not null || f.Element.Min > 0)).Select(f => f.Field.Element)
            .Concat(facts.QuotasOfRules).Distinct(StringComparer.Ordinal).Select(element => new Finding(element, facts.Rule("form.quota.adverseEvent"))));
}
