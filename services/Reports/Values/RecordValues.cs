using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Values;

public static class RecordValues
{
    private const int ValuesTogether = 10_000; // A savepoint each: of more than 64 in a transaction PostgreSQL has to look up which have ended.

    /// <summary>One line.</summary>
    public sealed record Line(string Element, string Unit, string Period, JsonElement Value);

    /// <summary>What was recorded: received = created + updated + unchanged + refusedCount.</summary>
    /// <param name="Refused">The first 1,000 lines that were not taken.</param>
    public sealed record Answer(int Received, int Created, int Updated, int Unchanged, int RefusedCount, IReadOnlyList<RefusedLine> Refused);

    /// <summary>
    /// A department's system gives the values of its own elements: NDJSON, a line <c>{element, unit, period, value}</c>, gzip accepted. Bad lines
    /// are refused one by one, good ones kept; where a value is given twice the last line holds. The same body again changes nothing.
    /// </summary>
    public static Task<Answer> HandleAsync(
        HttpRequest request, Caller caller, CatchUp catchUp, Catalogue catalogue, UnitOfWork work, TimeProvider clock, CancellationToken cancel) =>
        RecordAsync(GivenValue.OfLinesAsync(request.Body, cancel), new RefusedLines(Language.IsChinese(request.HttpContext)), caller, catchUp, catalogue, work, clock, cancel);

    /// <summary>Records values that come in any form, each by the same rules.</summary>
    public static async Task<Answer> RecordAsync(
        IAsyncEnumerable<GivenValue> given, RefusedLines refused, Caller caller, CatchUp catchUp, Catalogue catalogue, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        await catchUp.WithAsync(cancel, "exchange", "rosters");
        var recording = new Recording(await catalogue.ReadAsync(work.Connection, cancel), refused, work, clock.GetUtcNow());
        var received = 0;
        var read = new List<ReadValue>(ValuesTogether);
        await foreach (var line in given.WithCancellation(cancel))
        {
            received++;
            if (Read(line, caller, recording, refused) is not { } value) continue;
            read.Add(value);
            if (read.Count < ValuesTogether) continue;
            await recording.TakeAsync(read, cancel);
            read.Clear();
        }
        await recording.TakeAsync(read, cancel);
        await recording.FinishAsync(cancel);
        return new Answer(received, recording.Created, recording.Updated, received - refused.Count - recording.Created - recording.Updated, refused.Count, refused.First);
    }

    /// <summary>Reads one line; null when it is refused.</summary>
    private static ReadValue? Read(GivenValue line, Caller caller, Recording recording, RefusedLines refused)
    {
        if (line.Fault is { } fault) refused.Add(line.Number, fault.Problem, fault.Field, fault.Detail);
        else if (!recording.Elements.ByCode.TryGetValue(line.Element, out var element)) refused.Add(line.Number, ReportsProblems.ElementUnknown, "element", line.Element);
        else if (!caller.Covers(element.SourceOf(line.Unit))) refused.Add(line.Number, ReportsProblems.NotTheSource, "element", element.SourceOf(line.Unit));
        else if (!OrgUnitCode.TryParse(line.Unit, out _)) refused.Add(line.Number, CommonProblems.CodeInvalid, "unit", line.Unit);
        else if (caller.Area is not null && !caller.AreaCovers(line.Unit)) refused.Add(line.Number, ReportsProblems.OutsideArea, "unit", line.Unit);
        else if (!Period.TryParse(line.Period, out var period)) refused.Add(line.Number, ReportsProblems.PeriodInvalid, "period", line.Period);
        else if (CheckValue.Read(element, line.Typed(element), out var value) is { } wrong) refused.Add(line.Number, wrong.Problem, "value", wrong.Detail);
        else return new ReadValue(line.Number, recording.Value(element, line.Unit, period, value));
        return null;
    }
}
