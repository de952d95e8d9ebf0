using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.DutyLists;

/// <summary>What a duty list must be: codes distinct, every item with its basis, a named lead and part where the unit only cooperates.</summary>
public static class CheckDutyList
{
    private const int LongestCode = 64;
    private const int LongestTitle = 500;
    private const int LongestText = 2000;
    private const int MostElements = 100, LongestElement = 100, MostNeedy = 500; // What they need is told by one event, which has to fit into a message.
    private const int MostItems = 5000; // Real lists average 340 items; the bound only keeps a mistake out.

    public static Check Of(IReadOnlyList<DutyItem> items)
    {
        var check = new Check().That(items.Count is > 0 and <= MostItems, "", AccountabilityProblems.DutyListEmpty, $"1–{MostItems}")
            .That(items.Count(i => i.Elements is not null) <= MostNeedy, "", CommonProblems.TextInvalid, $"elements ≤ {MostNeedy}");
        var codes = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
        {
            var (item, at) = (items[i], $"/{i}");
            check.Required(item.Code, $"{at}/code", LongestCode)
                .That(item.Code is null || codes.Add(item.Code), $"{at}/code", AccountabilityProblems.DutyItemTwice, item.Code)
                .Required(item.Title, $"{at}/title", LongestTitle)
                .That(item.Kind is not null, $"{at}/kind", CommonProblems.FieldRequired)
                .Required(item.LegalBasis, $"{at}/legalBasis", LongestText, lines: true)
                .That(!TerritorialClause.IsAllOf(item.LegalBasis), $"{at}/legalBasis", AccountabilityProblems.TerritorialClauseAlone, item.LegalBasis)
                .That(!TerritorialClause.IsAllOf(item.Part), $"{at}/part", AccountabilityProblems.TerritorialClauseAlone, item.Part)
                .Storable(item.TakenBy, $"{at}/takenBy", LongestTitle)
                .Storable(item.How, $"{at}/how", LongestText, lines: true);
            check.That(item.Elements is null or { Count: <= MostElements }, $"{at}/elements", CommonProblems.TextInvalid, $"≤ {MostElements}");
            foreach (var element in item.Elements ?? []) check.Required(element, $"{at}/elements", LongestElement);
            if (item.Kind == DutyKind.COOPERATE)
                check.Required(item.Lead, $"{at}/lead", LongestTitle).Required(item.Part, $"{at}/part", LongestText, lines: true);
            else
                check.Storable(item.Lead, $"{at}/lead", LongestTitle).Storable(item.Part, $"{at}/part", LongestText, lines: true);
        }
        return check;
    }
}
