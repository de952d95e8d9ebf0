using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.BurdenBudgets;

/// <summary>What an authority decides.</summary>
/// <param name="Minutes">Of a unit in a week: 0 to 10,080. Of a department in a month in one county: 0 to 100,000,000. 0 asks nothing of anybody.</param>
/// <param name="Reason">Why it differs.</param>
/// <param name="Basis">The document by which it was decided.</param>
/// <param name="ValidTo">Last day; null for no end.</param>
public sealed record BudgetBody(int Minutes, string Reason, string Basis, DateOnly? ValidTo = null)
{
    private const int LongestText = 1000;
    private const int MostYearsAhead = 10;

    /// <summary>Everything that is wrong with it by itself.</summary>
    internal Check Check(DateOnly validFrom, int most, DateOnly today) => new Check()
        .That(Minutes >= 0 && Minutes <= most, "/minutes", ReportsProblems.OutOfBounds, $"0–{most}")
        .Required(Reason, "/reason", LongestText, lines: true)
        .Required(Basis, "/basis", LongestText)
        .That(validFrom <= today.AddYears(MostYearsAhead), "?validFrom", ReportsProblems.OutOfBounds, $"≤ {today.AddYears(MostYearsAhead):yyyy-MM-dd}")
        .That(ValidTo is null || ValidTo >= validFrom, "/validTo", BudgetProblems.EndsBeforeItBegins);
}
