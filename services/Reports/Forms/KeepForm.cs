using Dapper;
using Datarun.Reports.Admission;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Reports.Forms;

/// <summary>Stores an admitted form as its newest version; requests that were made keep the version that they were made with.</summary>
public static class KeepForm
{
    public static Task RunAsync(FormRow row, AdmissionFacts facts, UnitOfWork work, CancellationToken cancel)
    {
        var form = facts.Form;
        return work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO form_version (form, version, body, admission, needs_grant, admitted_at)
            VALUES (@Code, @Version, @Body::jsonb, @Admission::jsonb, @NeedsGrant, @AdmittedAt);

            INSERT INTO form_field (form, version, element, position, required, verdict)
            SELECT @Code, @Version, element, position, required, verdict
            FROM unnest(@elements, @required, @verdicts) WITH ORDINALITY AS f(element, required, verdict, position);

            INSERT INTO form (code, version, title, department, area, level, frequency, valid_until, minutes_per_filing, fields, asked, units, admitted_at,
                admission_kind)
            VALUES (@Code, @Version, @Title, @Department, @Area, @level, @frequency, @ValidUntil, @MinutesPerFiling, @fields, @Asked, @Units, @AdmittedAt,
                @kind)
            ON CONFLICT (code) DO UPDATE SET version = excluded.version, title = excluded.title, area = excluded.area, level = excluded.level,
                frequency = excluded.frequency, valid_until = excluded.valid_until, minutes_per_filing = excluded.minutes_per_filing,
                fields = excluded.fields, asked = excluded.asked, units = excluded.units, admitted_at = excluded.admitted_at,
                admission_kind = excluded.admission_kind, suspended_by = NULL
            """,
            new
            {
                row.Code, row.Version, row.Body, row.Admission, row.NeedsGrant, row.AdmittedAt, row.Department,
                elements = facts.Fields.Select(f => f.Element!.Id).ToArray(), required = facts.Fields.Select(f => f.Field.Required).ToArray(),
                verdicts = facts.Verdicts.Select(v => v.Verdict.ToString()).ToArray(),
                form.Title, facts.Area, level = (short)form.Level, frequency = form.Frequency.ToString(), form.ValidUntil, form.MinutesPerFiling,
                fields = form.Fields.Count, facts.Asked, facts.Units, kind = facts.Kind?.ToString(),
            }, cancellationToken: cancel));
    }
}
