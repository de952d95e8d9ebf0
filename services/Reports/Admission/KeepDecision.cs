using System.Text.Json;
using Dapper;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Admission;

/// <summary>Puts a decision on record, a refusal too.</summary>
public static class KeepDecision
{
    public static Task RunAsync(string code, FormBody form, Decision decision, Caller caller, DateTimeOffset now, UnitOfWork work, CancellationToken cancel) =>
        work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO admission_decision (id, form, department, decision, body, admission, client, decided_at)
            VALUES (@id, @code, @Department, @outcome, @body::jsonb, @admission::jsonb, @Client, @now)
            """,
            new
            {
                id = Guid.CreateVersion7(now), code, form.Department, outcome = decision.Outcome.ToString(),
                body = JsonSerializer.Serialize(form, Json.Options), admission = JsonSerializer.Serialize(decision, Json.Options), caller.Client, now,
            }, cancellationToken: cancel));
}
