namespace Datarun.Reports.Admission;

/// <summary>What its source's system records is known, but of some units only: the others are asked for it where the form is, and its source is the one to complete it.</summary>
public static class HeldOfSomeUnits
{
    public static AdmissionRule Rule { get; } = new(
        "HELD_OF_SOME_UNITS", "政务数据共享条例 第19条",
        "数源部门的系统目前只掌握部分填报单位的数据({0});其余单位随表填报,或由数源部门补全。",
        "Its source's system has it of some of the units only ({0}); the others give it where the form is asked, or its source completes it.",
        facts => facts.Verdicts.Where(v => v.Coverage is not null)
            .Select(v => new Finding(v.Element, facts.Rule("share.noRepeatCollection"), $"{v.Coverage!.Held}/{v.Coverage.Of}")),
        Rejects: false);
}
