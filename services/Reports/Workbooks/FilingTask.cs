using Dapper;
using Datarun.Reports.Filings;
using Datarun.Reports.Tasks;
using Npgsql;

namespace Datarun.Reports.Workbooks;

/// <summary>A task with all that its workbook shows.</summary>
/// <param name="Task">The task.</param>
/// <param name="Version">Version of its filing; 0 where there is none.</param>
/// <param name="Nil">Whether that filing says that nothing happened.</param>
/// <param name="Cells">What is known, in the order of the form.</param>
/// <param name="Names">Names of units and of who gave values, by code.</param>
public sealed record FilingTask(AskedUnit Task, int Version, bool Nil, IReadOnlyList<Cell> Cells, IReadOnlyDictionary<string, string> Names)
{
    /// <summary>Why rules do not hold, by code of the rule, as it was given with the filing.</summary>
    public IReadOnlyDictionary<string, string> Reasons { get; init; } = new Dictionary<string, string>();

    /// <summary>The id that its filing has or will have.</summary>
    public Guid Filing { get; } = FileBatch.IdOf(Task);

    /// <summary>A unit or body by code and name.</summary>
    public string Named(string code) => Names.TryGetValue(code, out var name) ? $"{code} {name}" : code;

    /// <summary>Reads what is known about tasks, in a few statements for all of them.</summary>
    public static async Task<IReadOnlyList<FilingTask>> ReadAsync(IReadOnlyList<AskedUnit> tasks, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var cells = await ReadCells.OfAsync(tasks, today, connection, cancel);
        var filings = (await connection.QueryAsync<(Guid Id, int Version, bool Nil)>(new CommandDefinition(
            "SELECT id, version, nil FROM filing WHERE id = ANY(@ids)", new { ids = tasks.Select(FileBatch.IdOf).ToArray() }, cancellationToken: cancel)))
            .ToDictionary(f => f.Id);
        string[] codes = [.. tasks.Select(t => t.Unit).Concat(cells.SelectMany(c => c).Select(c => c.Held?.By).OfType<string>()).Distinct(StringComparer.Ordinal)];
        var names = (await connection.QueryAsync<(string Code, string Name)>(new CommandDefinition(
            "SELECT code, name FROM division WHERE code = ANY(@codes) UNION SELECT code, name FROM org_unit WHERE code = ANY(@codes)",
            new { codes }, cancellationToken: cancel))).DistinctBy(n => n.Code).ToDictionary(n => n.Code, n => n.Name, StringComparer.Ordinal);
        var reasons = (await connection.QueryAsync<(Guid Filing, string Rule, string Reason)>(new CommandDefinition(
            "SELECT f.id, e.rule, e.reason FROM filing f JOIN filing_exception e ON e.filing = f.id AND e.version = f.version WHERE f.id = ANY(@ids)",
            new { ids = filings.Keys.ToArray() }, cancellationToken: cancel))).ToLookup(r => r.Filing);
        return [.. tasks.Select((task, i) => filings.TryGetValue(FileBatch.IdOf(task), out var filing)
            ? new FilingTask(task, filing.Version, filing.Nil, cells[i], names) { Reasons = reasons[filing.Id].ToDictionary(r => r.Rule, r => r.Reason, StringComparer.Ordinal) }
            : new FilingTask(task, 0, false, cells[i], names))];
    }
}
