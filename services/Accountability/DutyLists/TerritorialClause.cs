namespace Datarun.Accountability.DutyLists;

/// <summary>"Because it is on your ground" (属地管理) alone is no basis of a duty: the basis names a law, and a part names what is to be done.</summary>
public static class TerritorialClause
{
    private static readonly string[] Filler = ["按照", "根据", "依据", "落实", "属地", "管理", "责任", "原则", "要求", "监管", "负责", "制"];

    /// <summary>Whether nothing but the clause is said.</summary>
    public static bool IsAllOf(string? text)
    {
        if (text is null || !text.Contains("属地", StringComparison.Ordinal)) return false;
        var rest = Filler.Aggregate(text, (left, word) => left.Replace(word, "", StringComparison.Ordinal));
        return !rest.Any(char.IsLetterOrDigit);
    }
}
