namespace Datarun.Reports.Admission;

/// <summary>
/// What is collected or recorded once is not collected again. Does not reject a form that asks for something else; where nothing is left to ask,
/// what follows from what is held is named too, so that no refusal is without its ground.
/// </summary>
public static class AlreadyHeld
{
    public static AdmissionRule Rule { get; } = new(
        "ALREADY_HELD", "政务数据共享条例 第19条",
        "已由其他报表或业务系统掌握,或可由已掌握的数据得出,应通过共享取得,不再要求基层填报。",
        "It is held already, or follows from what is; it is to be had by sharing and is not asked of anybody again.",
        facts => facts.Verdicts
            .Where(v => (v.Verdict == Verdict.KNOWN && !v.IsAsked) || (v.Verdict == Verdict.DERIVABLE && facts.Asked == 0 && !facts.IsGenerated))
            .Select(v => new Finding(v.Element, facts.Rule("share.noRepeatCollection"))),
        Rejects: false);
}
