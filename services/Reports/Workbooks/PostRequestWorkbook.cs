using Datarun.Reports.Elements;
using Datarun.Reports.Filings;
using Datarun.Reports.Forms;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Workbooks;

public static class PostRequestWorkbook
{
    /// <summary>What was filed: received = accepted + unchanged + refusedCount.</summary>
    /// <param name="Received">Lines of the table.</param>
    /// <param name="Unchanged">Lines in which nothing was changed, and those that say what was filed already.</param>
    /// <param name="Refused">The first 1,000 lines that were not taken; details name the cell.</param>
    /// <param name="Problems">Values that were not taken in lines that were, because another is known from its source.</param>
    public sealed record Answer(int Received, int Accepted, int Unchanged, int RefusedCount, IReadOnlyList<RefusedLine> Refused, IReadOnlyList<RefusedLine> Problems);

    /// <summary>
    /// Files for many units by the filled workbook (.xlsx) of a request. Each line is checked like a filing by itself: bad ones are refused
    /// one by one, good ones kept. Reasons of exceptions stand on a sheet of their own, by unit and rule. Lines that nobody touched are left out. The same file again changes nothing.
    /// </summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        Guid id, Caller caller, Catalogue catalogue, AskedForms forms, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        if (await AskedRequest.FindAsync(id, catalogue, forms, work.Connection, cancel) is not { } asked) return ReportsProblems.RequestUnknown.Refuse();
        var sheets = ReadSheets.Of(await UploadedWorkbook.ReadAsync(context.Request, cancel));
        var handed = HandedOut.Read(sheets);
        if (handed.RefuseFor(HandedOut.OfRequest, $"{asked.Request.Id}", asked.Form) is { } other) return other;
        var lines = new ReadFilled(handed, asked.Form).Lines(sheets);
        if (lines.Count > GetRequestWorkbook.MostUnits) return SpreadsheetProblems.WorkbookTooLarge.At("", $"{lines.Count} > {GetRequestWorkbook.MostUnits}");
        await AskLock.ShareAsync([asked.Request.Id], work.Connection, cancel);
        var chinese = Language.IsChinese(context);
        var (refused, problems) = (new RefusedLines(chinese), new RefusedLines(chinese));
        var open = await OpenAsync(lines, asked, caller, refused, work.Connection, cancel);
        var made = await FileFilled.RunAsync(
            [.. open.Select(o => new FilingToMake(o.Task, o.Line.Input, caller.Unit, handed.Filings.TryGetValue(o.Line.Unit, out var was) ? $"\"{was.Version}\"" : ""))],
            clock.GetUtcNow(), work, cancel);
        var accepted = 0;
        foreach (var ((line, _), filing) in open.Zip(made))
        {
            if (filing.Decision.Errors.Count > 0) refused.Add(line.Row, [.. filing.Decision.Errors.Select(line.Locate)]);
            else if (filing is { IsStale: true, Decision.Changes: true }) refused.Add(line.Row, CommonProblems.VersionStale, "unit", line.Unit);
            else
            {
                if (filing.Decision.Changes) accepted++;
                foreach (var said in filing.Decision.Differing.Concat(filing.Decision.Remarks.Select(r => r.First)))
                    problems.Add(line.Row, said.Problem, said.Pointer.TrimStart('/'), line.Locate(said).Detail);
            }
        }
        return TypedResults.Ok(new Answer(lines.Count, accepted, lines.Count - accepted - refused.Count, refused.Count, refused.First, problems.First));
    }

    /// <summary>The lines that say anything and can be filed, with their tasks; the others are refused.</summary>
    private static async Task<List<(FilledLine Line, AskedUnit Task)>> OpenAsync(
        IReadOnlyList<FilledLine> lines, AskedRequest asked, Caller caller, RefusedLines refused, NpgsqlConnection connection, CancellationToken cancel)
    {
        var units = (await asked.AmongAsync([.. lines.Select(l => l.Unit)], connection, cancel)).ToDictionary(u => u.Unit, StringComparer.Ordinal);
        var notThere = await asked.NotThereAsync([.. lines.Select(l => l.Unit).Where(u => !units.ContainsKey(u))], connection, cancel);
        var open = new List<(FilledLine, AskedUnit)>();
        foreach (var line in lines.Where(l => l.Says))
        {
            if (line.Fault is { } fault) refused.Add(line.Row, [fault]);
            else if (!caller.Covers(line.Unit)) refused.Add(line.Row, CommonProblems.OutsideYourUnit, "unit", line.Unit);
            else if (notThere.TryGetValue(line.Unit, out var none)) refused.Add(line.Row, none.Problem, "unit", none.Detail);
            else if (!units.TryGetValue(line.Unit, out var task)) refused.Add(line.Row, ReportsProblems.NotRequested, "unit", line.Unit);
            else if (task.Standing.ClosedBy is { } closed) refused.Add(line.Row, closed, "unit", task.Standing.Reason);
            else open.Add((line, task));
        }
        return open;
    }
}
