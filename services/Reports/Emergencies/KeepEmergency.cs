using System.Text.Json;
using Dapper;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Emergencies;

/// <summary>Counts a use of the emergency way and sets the day by which it is reported. A form that is changed is still of the same emergency, which counts once.</summary>
public static class KeepEmergency
{
    /// <param name="request">The request that it hastens; null for a form that was admitted by it.</param>
    /// <param name="within">The rule that says within how many workdays it is reported.</param>
    public static Task RunAsync(
        string department, string form, Guid? request, Emergency emergency, Rule within, DateTimeOffset now, WorkdayCalendar calendar, UnitOfWork work,
        CancellationToken cancel)
    {
        var today = ChinaDay.Of(now);
        return work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO emergency_use (id, department, form, request, basis, reason, used_on, report_by, rule)
            SELECT @id, @department, @form, @request, @Basis, @Reason, @today, @reportBy, @rule::jsonb
            WHERE @request IS NOT NULL OR NOT EXISTS (
                SELECT FROM emergency_use WHERE form = @form AND department = @department AND request IS NULL AND basis = @Basis AND reason = @Reason)
            """,
            new
            {
                id = Guid.CreateVersion7(now), department, form, request, emergency.Basis, emergency.Reason, today,
                reportBy = calendar.AddWorkdays(today, within.Int).On, rule = JsonSerializer.Serialize(within.Reference, Json.Options),
            }, cancellationToken: cancel));
    }
}
