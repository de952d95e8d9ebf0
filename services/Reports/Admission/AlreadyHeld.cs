namespace Datarun.Reports.Admission;

/// <summary>What is collected or recorded once is not collected again. Does not reject a form that asks for something else.</summary>
public static class AlreadyHeld
{
    public static AdmissionRule Rule { get; } = new(
        "ALREADY_HELD", "政务数据共享条例 第19条",
        "已由其他报表或业务系统掌握,应通过共享取得,不再要求基层填报。",
        "It is held already; it is to be had by sharing and is not asked of anybody again.",
        facts => facts.Verdicts.Where(v => v.Verdict == Verdict.KNOWN).Select(v => new Finding(v.Element)),
        Rejects: false);
}
