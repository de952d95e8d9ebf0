namespace Datarun.Contracts;

/// <summary>Every event there is: its name on the wire, its type, and the one service that publishes it.</summary>
public static class Events
{
    public static IReadOnlyList<EventDescription> All { get; } =
    [
        new(nameof(ClientEnded), typeof(ClientEnded), "identity"),
        new(nameof(DivisionsChanged), typeof(DivisionsChanged), "rosters"),
        new(nameof(OrgUnitChanged), typeof(OrgUnitChanged), "rosters"),
        new(nameof(AssignmentChanged), typeof(AssignmentChanged), "rosters"),
        new(nameof(SecondmentChanged), typeof(SecondmentChanged), "rosters"),
        new(nameof(ElementChanged), typeof(ElementChanged), "exchange"),
        new(nameof(GrantChanged), typeof(GrantChanged), "exchange"),
        new(nameof(CorrectionAccepted), typeof(CorrectionAccepted), "exchange"),
        new(nameof(DeadlineMissed), typeof(DeadlineMissed), "exchange"),
        new(nameof(FormAdmitted), typeof(FormAdmitted), "reports"),
        new(nameof(ReportRequested), typeof(ReportRequested), "reports"),
        new(nameof(RemindersDue), typeof(RemindersDue), "reports"),
        new(nameof(FilingSubmitted), typeof(FilingSubmitted), "reports"),
        new(nameof(ValuesRecorded), typeof(ValuesRecorded), "reports"),
        new(nameof(ValueCorrected), typeof(ValueCorrected), "reports"),
        new(nameof(LedgerEntriesChanged), typeof(LedgerEntriesChanged), "reports"),
        new(nameof(FormulaChanged), typeof(FormulaChanged), "reports"),
        new(nameof(DutyListPublished), typeof(DutyListPublished), "accountability"),
        new(nameof(InspectionScheduled), typeof(InspectionScheduled), "accountability"),
        new(nameof(CaseDecided), typeof(CaseDecided), "accountability"),
    ];

    private static readonly Dictionary<string, EventDescription> ByName = All.ToDictionary(e => e.Name, StringComparer.Ordinal);

    /// <summary>The event of this name; throws for a name that no service publishes.</summary>
    public static EventDescription Named(string name) => ByName[name];
}

/// <summary>One line of the list of events.</summary>
/// <param name="Name">The name on the wire.</param>
/// <param name="Type">The record.</param>
/// <param name="Publisher">The service whose outbox it leaves by.</param>
public sealed record EventDescription(string Name, Type Type, string Publisher);
