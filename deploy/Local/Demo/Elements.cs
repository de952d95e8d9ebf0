namespace Datarun.Local.Demo;

/// <summary>The data elements of the story. Names and definitions are typical of such forms; the figures are invented.</summary>
internal static class Elements
{
    public sealed record Figure(string Code, string Name, int Value, string SharingClass = "UNCONDITIONAL");

    /// <summary>The 12 that civil affairs asks for.</summary>
    public static readonly Figure[] Civil =
    [
        new("civil.households", "总户数", 812), new("civil.population", "常住人口数", 2460), new("civil.lowIncome.households", "低保户数", 23),
        new("civil.lowIncome.people", "低保人数", 41), new("civil.destitute.people", "特困供养人数", 6), new("civil.disabled.people", "持证残疾人数", 57),
        new("civil.elderly80.people", "80岁以上老人数", 96), new("civil.leftBehind.children", "留守儿童数", 18), new("civil.orphans", "孤儿数", 1, "CONDITIONAL"),
        new("civil.veterans", "退役军人数", 33), new("civil.temporaryAid.times", "临时救助人次", 4, "CONDITIONAL"), new("civil.aid.amount", "发放救助金额", 18600, "CONDITIONAL"),
    ];

    /// <summary>The 9 of them that health asks for too.</summary>
    public static IEnumerable<Figure> SharedWithHealth => Civil[..9];

    /// <summary>The 6 that only health asks for.</summary>
    public static readonly Figure[] Health =
    [
        new("health.contracted.households", "家庭医生签约户数", 640), new("health.hypertension.people", "高血压在管人数", 188), new("health.diabetes.people", "糖尿病在管人数", 74),
        new("health.pregnant.people", "孕产妇人数", 9), new("health.children0to6", "0至6岁儿童数", 131), new("health.clinic.visits", "村卫生室诊疗人次", 402),
    ];

    /// <summary>The 8 that agriculture wants, all known by then.</summary>
    public static IEnumerable<Figure> WantedByAgriculture => [.. Civil[..5], Civil[8], .. Health[..2]];

    /// <summary>The value that turns out to be wrong: read by two departments, unconditional.</summary>
    public const string Wrong = "civil.lowIncome.households";

    public static async Task DefineAsync(Actor source, IEnumerable<Figure> figures)
    {
        foreach (var figure in figures)
        {
            (await source.PutAsync($"api/exchange/v1/elements/{figure.Code}", new
            {
                name = figure.Name, definition = $"报告期末本村(社区){figure.Name}", type = "INTEGER", unit = figure.Code == "civil.aid.amount" ? "元" : null,
                min = 0, frequency = "MONTHLY", aggregation = "SUM", source = source.Unit, sharingClass = figure.SharingClass,
                conditions = figure.SharingClass == "CONDITIONAL" ? "限履行法定职责使用" : null, classification = 2,
            })).Must();
        }
    }

    public static Dictionary<string, int> Values(IEnumerable<Figure> figures) => figures.ToDictionary(f => f.Code, f => f.Value);
}
