namespace Datarun.Reports.Admission;

/// <summary>The ask firewall: every rule that a form must pass, in the order in which grounds are given.</summary>
public static class AdmissionRules
{
    public static IReadOnlyList<AdmissionRule> All { get; } =
    [
        LegalBasisMissing.Rule,
        StatisticalMarksMissing.Rule,
        FormExpired.Rule,
        QuotaOnAdverseEvent.Rule,
        RankingOnAdverseEvent.Rule,
        EvidenceNotRequired.Rule,
        LeadTimeTooShort.Rule,
        FrequencyAboveElement.Rule,
        AlreadyHeld.Rule,
        PersonalDataBeyondPurpose.Rule,
        BurdenBudgetExceeded.Rule,
        OffCatalogue.Rule,
        EmergencyBasisMissing.Rule,
        EmergencyCapReached.Rule,
        EmergencyUnreported.Rule,
        OneOffCapReached.Rule,
        OneOffValidTooLong.Rule,
    ];

    /// <summary>What is said beside the grounds and never rejects.</summary>
    public static IReadOnlyList<AdmissionRule> Remarks { get; } =
    [
        SameNameOtherDefinition.Rule,
        SimilarElementKnown.Rule,
        ConfirmationSuffices.Rule,
        CollectedLessOften.Rule,
        HeldOfSomeUnits.Rule,
        FormulaWithoutOperands.Rule,
        RankingOnRateAllowed.Rule,
        WordsOfQuotaOrRanking.Rule,
    ];
}
