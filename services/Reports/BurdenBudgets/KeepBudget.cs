using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.BurdenBudgets;

/// <summary>Keeps a decision on a budget as its newest version.</summary>
internal static class KeepBudget
{
    /// <summary>The place for whose authority the caller decides.</summary>
    public static string AuthorityOf(Caller caller) => caller.IsAdministrator ? Place.Country : caller.Area ?? "";

    public static async Task<Results<Created<BudgetDecision>, Ok<BudgetDecision>, Refused>> RunAsync(
        BudgetDecision made, DateOnly today, UnitOfWork work, HttpContext context, CancellationToken cancel)
    {
        var key = new { made.Scope, level = made.LevelNumber, made.Authority, made.ValidFrom };
        await work.TakeTurnAsync($"burden-budget/{made.Scope}/{made.LevelNumber}/{made.Authority}/{made.ValidFrom:yyyy-MM-dd}", cancel);
        var before = (await work.Connection.QuerySingleOrDefaultAsync<BudgetRow>(new CommandDefinition(
            $"""
            SELECT {BudgetRow.Columns} FROM burden_budget_now
            WHERE scope = @Scope AND level = @level AND authority = @Authority AND valid_from = @ValidFrom
            """, key, cancellationToken: cancel)))?.Decision;
        ETags.Match(context, before?.Version ?? 0);
        var same = before is not null && (before.Minutes, before.ValidTo, before.Reason, before.Basis) == (made.Minutes, made.ValidTo, made.Reason, made.Basis);
        if (!same)
        {
            if (made.ReachesBack(before, today)) return BudgetProblems.ReachesBack.At("?validFrom", $"{today:yyyy-MM-dd}");
            before = made with { Version = (before?.Version ?? 0) + 1 };
            await work.Connection.ExecuteAsync(new CommandDefinition(
                $"""
                INSERT INTO burden_budget ({BudgetRow.Columns})
                VALUES (@Scope, @level, @Authority, @ValidFrom, @ValidTo, @Minutes, @Reason, @Basis, @DecidedBy, @DecidedAt, @Version)
                """,
                new
                {
                    made.Scope, key.level, made.Authority, made.ValidFrom, made.ValidTo, made.Minutes, made.Reason, made.Basis, made.DecidedBy, made.DecidedAt, before.Version,
                }, cancellationToken: cancel));
        }
        ETags.Give(context, before!.Version);
        return before.Version == 1 && !same ? TypedResults.Created($"/api/reports/v1/burden-budgets?scope={made.Scope}", before) : TypedResults.Ok(before);
    }
}
