using Datarun.Reports.Filings;
using Datarun.Reports.Tasks;
using Npgsql;

namespace Datarun.Reports.Validation;

/// <summary>Checks decided filings by the rules that apply to them, before anything is stored.</summary>
public static class CheckFilings
{
    /// <summary>Puts what the checks say into the decisions. Reads once for all of them, and nothing where no rule applies.</summary>
    public static async Task RunAsync(
        IReadOnlyList<FilingToMake> filings, IReadOnlyList<IReadOnlyList<Cell>> cells, FilingMade[] made, DateOnly today, NpgsqlConnection connection, CancellationToken cancel)
    {
        var checks = new List<(int At, FilingCheck Check)>();
        for (var i = 0; i < made.Length; i++)
        {
            if (made[i] is { IsStale: false, Decision: { Errors.Count: 0 } decision } && FilingCheck.Of(filings[i], cells[i], decision, today) is { } check) checks.Add((i, check));
        }
        if (checks.Count == 0) return;
        var known = await ReadKnown.OfAsync([.. checks.SelectMany(c => c.Check.Wanted)], connection, cancel);
        foreach (var (i, check) in checks)
        {
            Remark[] remarks = [.. check.Remarks(known)];
            made[i] = made[i] with
            {
                Decision = made[i].Decision with { Errors = [.. check.ExceptionErrors(), .. remarks.Where(r => r.Refuses).SelectMany(r => r.Errors)], Remarks = remarks },
            };
            // Another form, or the next month, of the same unit in the same batch is checked against what this one gives.
            if (made[i].Decision.Errors.Count == 0) foreach (var (wanted, body) in check.Gives) known[wanted] = body;
        }
    }
}
