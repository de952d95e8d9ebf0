using System.Text.Json;
using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Admission;

/// <summary>Puts a decision on record, a refusal too.</summary>
public static class KeepDecision
{
    public static Task RunAsync(string code, AdmissionFacts facts, Decision decision, Caller caller, DateTimeOffset now, UnitOfWork work, CancellationToken cancel) =>
        work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO admission_decision (id, form, department, area, decision, body, admission, client, decided_at)
            VALUES (@Id, @code, @Department, @Area, @outcome, @body::jsonb, @admission::jsonb, @Client, @now)
            """,
            new
            {
                decision.Id, code, facts.Form.Department, facts.Area, outcome = decision.Outcome.ToString(),
                body = JsonSerializer.Serialize(facts.Form, Json.Options), admission = JsonSerializer.Serialize(decision, Json.Options), caller.Client, now,
            }, cancellationToken: cancel));
}
