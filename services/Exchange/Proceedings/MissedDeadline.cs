using Datarun.Contracts;
using Datarun.Exchange.Audit;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Exchange.Proceedings;

/// <summary>Something that was not done by its last day: on record, told to both sides, to the authority and on the bus (第39条). Nothing is granted by it.</summary>
/// <param name="Name">What was due, as <see cref="DeadlineMissed"/> names it.</param>
/// <param name="OwedBy">The body that is late.</param>
/// <param name="OwedTo">The body that waits.</param>
/// <param name="Area">The area whose authority it is laid before.</param>
public sealed record MissedDeadline(SubjectKind Kind, Guid Subject, string Name, string OwedBy, string OwedTo, DateOnly DueOn, string Area)
{
    /// <summary>How the step is called.</summary>
    public StepKind Step { get; init; } = StepKind.OVERDUE;

    public required AuditAction Action { get; init; }

    /// <summary>Publishes them and adds a step and an entry for each; answers how many there were.</summary>
    public static int Record(IReadOnlyList<MissedDeadline> missed, UnitOfWork work, DateTimeOffset now, List<ProceedingStep> steps, List<AuditEntry> entries)
    {
        foreach (var one in missed)
        {
            steps.Add(new(one.Kind, one.Subject, one.Step, now, ProceedingStep.Time) { Tells = [one.OwedBy, one.OwedTo], Area = one.Area, DueOn = one.DueOn });
            entries.Add(new(now, one.Action, one.OwedTo, ProceedingStep.Time) { Subject = one.Subject, Outcome = $"{one.Name} {one.OwedBy}" });
            work.Publish(new DeadlineMissed(one.Subject, one.Name, one.OwedBy, one.OwedTo, one.DueOn, one.Area));
        }
        return missed.Count;
    }
}
