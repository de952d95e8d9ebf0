using Dapper;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Validation;

public static class DeleteValidationRules
{
    /// <summary>Takes a rule back; only its department may. Filings that were checked by it stay as they are.</summary>
    public static async Task<Results<NoContent, Refused>> HandleAsync(string code, Caller caller, UnitOfWork work, CancellationToken cancel)
    {
        var department = await work.Connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "SELECT department FROM validation_rule WHERE code = @code", new { code }, cancellationToken: cancel));
        if (department is null) return ValidationProblems.RuleUnknown.Refuse();
        caller.MustCover(department);
        await work.Connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM validation_rule WHERE code = @code; UPDATE catalogue SET stamp = stamp + 1", new { code }, cancellationToken: cancel));
        return TypedResults.NoContent();
    }
}
