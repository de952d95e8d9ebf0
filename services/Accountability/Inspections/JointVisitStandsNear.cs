using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.Inspections;

/// <summary>A visit joins one that there is: another department's, of the same unit, on the same subject, near to it. 整治形式主义为基层减负若干规定 三 (同类合并)</summary>
public static class JointVisitStandsNear
{
    public static Refused? Check(InspectionFacts facts) =>
        facts.Asked.JointWith is not { } with || facts.OthersNear.Any(other => other.Id == with && InspectionsDoNotOverlap.Overlaps(facts, other)) ? null
            : AccountabilityProblems.JointVisitUnknown.At("/jointWith", $"{with}");
}
