using Datarun.Reports.Filings;
using Datarun.ServiceDefaults.Data;

namespace Datarun.Reports.Workbooks;

/// <summary>Files what workbooks say, over the versions that they were handed out with.</summary>
internal static class FileFilled
{
    /// <summary>As <see cref="FileBatch"/>. The same values once more are no newer filing by somebody else, and a reason may have come to them.</summary>
    public static async Task<IReadOnlyList<FilingMade>> RunAsync(IReadOnlyList<FilingToMake> filings, DateTimeOffset now, UnitOfWork work, CancellationToken cancel)
    {
        if (filings.Count == 0) return [];
        FilingMade[] made = [.. await FileBatch.RunAsync(filings, now, work, cancel)];
        int[] same = [.. Enumerable.Range(0, made.Length).Where(i => made[i] is { IsStale: true, Decision: { Changes: false, Errors.Count: 0 } })];
        if (same.Length == 0) return made;
        var again = await FileBatch.RunAsync([.. same.Select(i => filings[i] with { IfMatch = "" })], now, work, cancel);
        foreach (var (n, i) in same.Index()) made[i] = again[n];
        return made;
    }
}
