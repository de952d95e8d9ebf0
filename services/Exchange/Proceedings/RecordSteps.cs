using Dapper;
using Npgsql;

namespace Datarun.Exchange.Proceedings;

/// <summary>Puts steps on record.</summary>
public static class RecordSteps
{
    /// <summary>Records them in the transaction of the change, in one statement. What tells a unit is its notice at the same time.</summary>
    public static Task RunAsync(NpgsqlConnection connection, IReadOnlyList<ProceedingStep> steps, CancellationToken cancel) =>
        steps.Count == 0 ? Task.CompletedTask : connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO proceeding_step (subject, subject_kind, kind, at, by, reason, due_on, was_due_on, tells, area)
            SELECT subject, subject_kind, kind, at, by, reason, due_on, was_due_on, string_to_array(tells, ' '), area
            FROM unnest(@subjects, @subjectKinds, @kinds, @ats, @bys, @reasons, @dues, @wasDues, @tells, @areas)
                WITH ORDINALITY AS s(subject, subject_kind, kind, at, by, reason, due_on, was_due_on, tells, area, n) ORDER BY n
            """,
            new
            {
                subjects = steps.Select(s => s.Subject).ToArray(), subjectKinds = steps.Select(s => s.SubjectKind.ToString()).ToArray(),
                kinds = steps.Select(s => s.Kind.ToString()).ToArray(), ats = steps.Select(s => s.At.UtcDateTime).ToArray(), bys = steps.Select(s => s.By).ToArray(),
                reasons = steps.Select(s => s.Reason).ToArray(), dues = steps.Select(s => s.DueOn).ToArray(), wasDues = steps.Select(s => s.WasDueOn).ToArray(),
                tells = steps.Select(s => string.Join(' ', s.Tells.Distinct(StringComparer.Ordinal))).ToArray(), // Codes of units hold no spaces.
                areas = steps.Select(s => s.Area).ToArray(),
            }, cancellationToken: cancel));

    /// <summary>Records one.</summary>
    public static Task RunAsync(NpgsqlConnection connection, ProceedingStep step, CancellationToken cancel) => RunAsync(connection, [step], cancel);
}
