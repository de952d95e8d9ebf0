using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.Inspections;

/// <summary>A department holds no more comprehensive inspections a year than the cap. 整治形式主义为基层减负若干规定 三; rule inspection.cap.comprehensive.perYear.</summary>
public static class ComprehensiveInspectionsAreCapped
{
    public static Refused? Check(InspectionFacts facts) =>
        facts.Asked.Kind != InspectionKind.COMPREHENSIVE || facts.OwnComprehensive < facts.Law.Cap.Int ? null
            : AccountabilityProblems.InspectionCapReached.Refuse().With("cap", facts.Law.Cap.Int).With("held", facts.OwnComprehensive)
                .With("year", facts.Asked.From.Year).With("rule", facts.Law.Cap.Reference);
}
