using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Reports.Formulas;

/// <summary>Tells the formulas of the version before once more, with what they read; part of <c>--migrate</c>.</summary>
public static class TellFormulas
{
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancel)
    {
        await using var scope = services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await work.BeginAsync(cancel);
        var formulas = await work.Connection.QueryAsync<FormulaRow>(new CommandDefinition(
            $"WITH told AS (DELETE FROM formula_to_tell RETURNING element) SELECT {FormulaRow.Columns} FROM formula f JOIN told USING (element)", cancellationToken: cancel));
        foreach (var formula in formulas) work.Publish(new FormulaChanged(formula.Code, formula.Version, formula.Reads));
        await work.CommitAsync(cancel);
    }
}
