using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Exchange.Reactions;

/// <summary>Keeps which elements a formula reads: whoever reads what it derives needs the right to those that are not shared freely any more.</summary>
public static class KeepFormulas
{
    public static Task ReactAsync(IReadOnlyList<FormulaChanged> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var formulas = events.GroupBy(e => e.Element).Select(same => same.MaxBy(e => e.Version)!).OrderBy(e => e.Element, StringComparer.Ordinal).ToList();
        return work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO element_formula AS f (element, operands, version)
            SELECT element, string_to_array(operands, E'\n'), version FROM unnest(@elements, @operands, @versions) AS t(element, operands, version)
            ON CONFLICT (element) DO UPDATE SET operands = excluded.operands, version = excluded.version WHERE excluded.version >= f.version
            """,
            new
            {
                elements = formulas.ConvertAll(f => f.Element).ToArray(), versions = formulas.ConvertAll(f => f.Version).ToArray(),
                // Arrays of arrays must be rectangular in SQL; codes hold no line break.
                operands = formulas.ConvertAll(f => string.Join('\n', f.Reads ?? [])).ToArray(),
            }, cancellationToken: cancel));
    }
}
