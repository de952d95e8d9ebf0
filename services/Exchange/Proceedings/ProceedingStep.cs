namespace Datarun.Exchange.Proceedings;

/// <summary>What a step belongs to.</summary>
public enum SubjectKind { SHARING_REQUEST, GRANT, CORRECTION, SOURCE_NAMING, SYNONYM, CATALOGUE_UPDATE, CATALOGUE_REVIEW }

/// <summary>What happened.</summary>
public enum StepKind
{
    RECEIVED, SUPPLEMENT_REQUIRED, SUPPLEMENTED, EXTENSION_ASKED, EXTENSION_CONSENTED, EXTENSION_REFUSED, AGREED, REFUSED,

    /// <summary>Not answered by its last day: a fault of the provider to be put on record (第39条), never a consent.</summary>
    OVERDUE,
    DELIVERED, DELIVERY_OVERDUE,
    DISPUTE_OPENED, STATEMENT, SETTLEMENT_PROPOSED, SETTLED, ESCALATED, RULED,

    /// <summary>The State Council's notice for a year came out: the day before it stands in <c>wasDueOn</c>.</summary>
    DEADLINE_RECOMPUTED,
    SUSPENDED, CORRECTED, CORRECTION_OVERDUE, RESUMED, TERMINATED, EXPIRED, DISPOSED, DISPOSAL_OVERDUE,
    SOURCE_NAMED, NAMING_REFUSED,

    /// <summary>An entry of the catalogue was brought up to date, or reviewed; or returned, so that it is not up to date after all.</summary>
    UPDATED, REVIEWED, RETURNED,
}

/// <summary>One step on record; whom it tells gets notice of it.</summary>
/// <param name="Subject">The request, grant, correction, naming, proposal or deadline of the catalogue.</param>
/// <param name="By">The unit that took it; <see cref="Time"/> where only time passed.</param>
public sealed record ProceedingStep(SubjectKind SubjectKind, Guid Subject, StepKind Kind, DateTimeOffset At, string By)
{
    /// <summary>Stands for the passing of time.</summary>
    public const string Time = "exchange";

    /// <summary>Why, in the words of whoever took it.</summary>
    public string? Reason { get; init; }

    /// <summary>The last day that holds from then on.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>The last day that held before.</summary>
    public DateOnly? WasDueOn { get; init; }

    /// <summary>Units that are given notice.</summary>
    public IReadOnlyList<string> Tells { get; init; } = [];

    /// <summary>The area whose sharing authority it is laid before; null for none.</summary>
    public string? Area { get; init; }
}
