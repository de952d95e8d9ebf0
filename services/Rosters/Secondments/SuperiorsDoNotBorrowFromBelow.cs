using Datarun.ServiceDefaults.Codes;

namespace Datarun.Rosters.Secondments;

/// <summary>
/// Offices of a higher level do not borrow from county level and below unless an exemption is cited; the levels are those of the places of the two units.
/// 整治形式主义为基层减负若干规定 四; rule secondment.fromCountyOrBelow.
/// </summary>
public static class SuperiorsDoNotBorrowFromBelow
{
    public static SecondmentGround? Check(SecondmentFacts facts) =>
        facts.Law.FromBelow is not { Bool: false } rule || facts.LenderPlace.Level < DivisionLevel.COUNTY || facts.BorrowerPlace.Level >= facts.LenderPlace.Level
            || facts.Asked.ExemptionGround is not null ? null
        : new(SecondmentProblems.FromBelow, "/exemption", $"{facts.LenderPlace.Level} → {facts.BorrowerPlace.Level}", rule.Reference);
}
