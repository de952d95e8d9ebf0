using System.Text.Json;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Validation;

public static class PutValidationRule
{
    /// <summary>A rule without its code, which stands in the path.</summary>
    /// <param name="Expression">The comparison, as in a form's validations.</param>
    /// <param name="Message">What is wrong when it does not hold, in words.</param>
    public sealed record Body(
        string Expression, string Message, Severity Severity = Severity.ERROR, MissingStrategy Missing = MissingStrategy.SKIP_IF_ANY_VALUE_MISSING,
        string? MessageEn = null, bool ExceptionAllowed = true);

    /// <summary>
    /// Makes or changes a rule across forms: every filing in the department's area whose form asks one of its elements is checked by it. The
    /// department is the source of at least one of them; a filing that gives none of the department's own is only remarked on, never refused.
    /// </summary>
    public static async Task<Results<Created<DepartmentRule>, Ok<DepartmentRule>, Refused>> HandleAsync(
        string code, Body body, Caller caller, CatchUp catchUp, Catalogue catalogue, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        await catchUp.WithAsync(cancel, "exchange");
        var elements = (await catalogue.ReadAsync(work.Connection, cancel)).ByCode;
        var rule = new ValidationRule(code, body.Expression, body.Message, body.Severity, body.Missing, body.MessageEn, body.ExceptionAllowed);
        var check = new Check().That(code.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'), "?code", CommonProblems.CodeInvalid, "A–Z a–z 0–9 . _ -")
            .Required(code, "?code", CheckRule.LongestCode);
        var references = CheckRule.Of(check, rule, "", elements);
        if (!check.Passes) return check.Refused;
        if (DemandsEvents.Of(rule, elements).FirstOrDefault() is { } demanded) return ValidationProblems.DemandsEvents.At("/expression", demanded);
        if (!references!.Any(r => r.IsNow)) return ValidationProblems.ExpressionElsewhere.At("/expression");
        if (!references!.Any(r => caller.Covers(elements[r.Element].Source))) return ValidationProblems.NotSourceOfAny.At("/expression");

        await work.TakeTurnAsync("validation-rules", cancel);
        var before = await work.Connection.QuerySingleOrDefaultAsync<DepartmentRuleRow>(new CommandDefinition(
            $"{DepartmentRuleRow.Select} WHERE code = @code", new { code }, cancellationToken: cancel));
        if (before is not null && !caller.Covers(before.Department)) return ValidationProblems.RuleOfAnother.At("?code", code);
        ETags.Match(context, before?.Version ?? 0);
        if (before?.View is { } same && same.Rule == rule)
        {
            ETags.Give(context, same.Version);
            return TypedResults.Ok(same);
        }
        var made = new DepartmentRule(code, before?.Department ?? caller.Unit, (before?.Version ?? 0) + 1, rule, clock.GetUtcNow());
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO validation_rule (code, department, version, body, changed_at) VALUES (@Code, @Department, @Version, @body::jsonb, @ChangedAt)
            ON CONFLICT (code) DO UPDATE SET version = excluded.version, body = excluded.body, changed_at = excluded.changed_at;
            UPDATE catalogue SET stamp = stamp + 1
            """, new { made.Code, made.Department, made.Version, body = JsonSerializer.Serialize(rule, Json.Options), made.ChangedAt }, cancellationToken: cancel));
        ETags.Give(context, made.Version);
        return before is null ? TypedResults.Created($"/api/reports/v1/validation-rules/{code}", made) : TypedResults.Ok(made);
    }
}
