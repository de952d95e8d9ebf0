using System.Text.Json;
using Datarun.Contracts;
using Datarun.Reports.Admission;
using Datarun.Reports.Emergencies;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Forms;

/// <summary>Puts an admitted form into force, whether it passed at once or on appeal.</summary>
public static class AdmitForm
{
    /// <summary>Admissions wait for one another: each counts the burden and the fields of those before it.</summary>
    public static Task TakeTurnAsync(UnitOfWork work, CancellationToken cancel) => work.TakeTurnAsync("admission", cancel);

    /// <summary>Stores the form and says that it was admitted; an emergency is counted.</summary>
    public static async Task<FormRow> RunAsync(
        string code, FormRow? before, AdmissionFacts facts, Decision decision, DateTimeOffset now, WorkdayCalendar calendar, UnitOfWork work, CancellationToken cancel)
    {
        var form = facts.Form;
        var row = new FormRow
        {
            Code = code, Version = (before?.Version ?? 0) + 1, Department = form.Department, Body = JsonSerializer.Serialize(form, Json.Options),
            Admission = JsonSerializer.Serialize(decision, Json.Options), NeedsGrant = [.. facts.Fields.Where(f => f.NeedsGrant).Select(f => f.Field.Element)], AdmittedAt = now, Area = facts.Area,
            AdmissionKind = facts.Kind?.ToString(),
        };
        await KeepForm.RunAsync(row, facts, work, cancel);
        if (form.Emergency is { } emergency)
            await KeepEmergency.RunAsync(form.Department, code, null, emergency, facts.Rule(EmergencyUnreported.Report), now, calendar, work, cancel);
        work.Publish(new FormAdmitted(
            code, form.Title, form.Department, form.Level.ToString(), [.. form.Fields.Select(f => f.Element)],
            [.. facts.Verdicts.Where(v => v.IsAsked).Select(v => v.Element)], form.ValidUntil, row.Version));
        return row;
    }
}
