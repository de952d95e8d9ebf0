using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters.Secondments;

/// <summary>Everything that the rules look at.</summary>
/// <param name="Asked">The secondment as it would be.</param>
/// <param name="LenderPlace">The place of the lender.</param>
/// <param name="BorrowerPlace">The place of the borrower.</param>
/// <param name="HoldsPost">Whether the person holds the post on the first day.</param>
/// <param name="Others">The person's other secondments, without those that never began.</param>
/// <param name="Today">The day of the decision.</param>
/// <param name="Law">The rules of the day that decides: the first day, or the day on which a renewal is asked for.</param>
public sealed record SecondmentFacts(
    Secondment Asked, DivisionCode LenderPlace, DivisionCode BorrowerPlace, bool HoldsPost, IReadOnlyList<Secondment> Others, DateOnly Today, SecondmentLaw Law)
{
    /// <summary>What is renewed, as it is now; null where it is lent for the first time.</summary>
    public RenewalAsked? Renewal { get; init; }
}

/// <summary>A renewal that is asked for.</summary>
/// <param name="Was">The last day until now.</param>
/// <param name="AskedOn">The day on which it is asked for.</param>
/// <param name="Clock">Until when it could be; null where no rule says.</param>
public sealed record RenewalAsked(DateOnly Was, DateOnly AskedOn, RenewalClock? Clock);

/// <summary>One reason why a secondment is refused.</summary>
/// <param name="Problem">Which.</param>
/// <param name="Field">JSON pointer to what would have to be another.</param>
/// <param name="Bound">What would be right: <c>≤ 2026-07-05</c>, or the days of what stands against it.</param>
/// <param name="Rule">The rule and the version that decide; null where it follows from the roster alone.</param>
public sealed record SecondmentGround(Problem Problem, string Field, string? Bound, RuleReference? Rule);

/// <summary>The rules of a secondment. All are asked, and every one that stands against it is told.</summary>
public static class SecondmentRules
{
    /// <summary>For a person who is lent.</summary>
    public static IReadOnlyList<Func<SecondmentFacts, SecondmentGround?>> OfLending { get; } =
    [
        SuperiorsDoNotBorrowFromBelow.Check,
        PostIsHeldOnTheFirstDay.Check,
        OneSecondmentAtATime.Check,
        MonthsAreLimited.Check,
        MonthsInTotalAreLimited.Check,
        NotLentAgainSoonAfterReturn.Check,
    ];

    /// <summary>For a secondment that goes on.</summary>
    public static IReadOnlyList<Func<SecondmentFacts, SecondmentGround?>> OfRenewal { get; } =
    [
        RenewalIsAskedForInTime.Check,
        OneSecondmentAtATime.Check,
        MonthsAreLimited.Check,
        MonthsInTotalAreLimited.Check,
        NotLentAgainSoonAfterReturn.Check,
    ];

    /// <summary>Every reason against it; none where it may be kept.</summary>
    public static IReadOnlyList<SecondmentGround> Grounds(this IReadOnlyList<Func<SecondmentFacts, SecondmentGround?>> rules, SecondmentFacts facts) =>
        [.. rules.Select(rule => rule(facts)).OfType<SecondmentGround>()];

    /// <summary>The refusal with all its grounds; null where there are none.</summary>
    /// <param name="tellsOthers">Whether the days of the person's other secondments may be told.</param>
    public static Refused? Refuse(IReadOnlyList<SecondmentGround> grounds, bool tellsOthers)
    {
        if (grounds.Count == 0) return null;
        var told = grounds.Select(g => tellsOthers || !SecondmentProblems.OfOthers.Contains(g.Problem) ? g : g with { Bound = null }).ToList();
        return new Refused(SecondmentProblems.Refused, told.ConvertAll(g => new FieldError(g.Field, g.Problem, g.Bound))).With("grounds", told.ConvertAll(g => new
        {
            g.Problem.Code, g.Field, text = g.Problem.Chinese, textEn = g.Problem.English, g.Bound, g.Rule,
        }));
    }
}
