using System.Runtime.CompilerServices;
using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
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
        await foreach (var batch in BatchesAsync(given, caller, recording, cancel).OneAheadAsync(cancel))
        {
            received += batch.Received;
            foreach (var (line, fault) in batch.Refused) refused.Add(line, fault);
            await recording.TakeAsync(batch.Read, cancel);
        }
        await recording.FinishAsync(cancel);
        return new Answer(received, recording.Created, recording.Updated, received - refused.Count - recording.Created - recording.Updated, refused.Count, refused.First);
    }

    private static async IAsyncEnumerable<Batch> BatchesAsync(
        IAsyncEnumerable<GivenValue> given, Caller caller, Recording recording, [EnumeratorCancellation] CancellationToken cancel)
    {
        var batch = new Batch([], []);
        await foreach (var line in given.WithCancellation(cancel))
        {
            if (FaultOf(line, caller, recording, out var value) is { } fault) batch.Refused.Add((line.Number, fault));
            else batch.Read.Add(value);
            if (batch.Received < ValuesTogether) continue;
            yield return batch;
            batch = new Batch([], []);
        }
        yield return batch;
    }

    /// <summary>Reads one line; what is wrong with it, null for nothing.</summary>
    private static GivenFault? FaultOf(GivenValue line, Caller caller, Recording recording, out ReadValue read)
    {
        read = default;
        if (line.Fault is { } fault) return fault;
        if (!recording.Elements.ByCode.TryGetValue(line.Element, out var element)) return new(ReportsProblems.ElementUnknown, "element", line.Element);
        if (!caller.Covers(element.SourceOf(line.Unit))) return new(ReportsProblems.NotTheSource, "element", element.SourceOf(line.Unit));
        if (!OrgUnitCode.TryParse(line.Unit, out _)) return new(CommonProblems.CodeInvalid, "unit", line.Unit);
        if (caller.Area is not null && !caller.AreaCovers(line.Unit)) return new(ReportsProblems.OutsideArea, "unit", line.Unit);
        if (!Period.TryParse(line.Period, out var period)) return new(ReportsProblems.PeriodInvalid, "period", line.Period);
        if (CheckValue.Read(element, line.Typed(element), out var value) is { } wrong) return new(wrong.Problem, "value", wrong.Detail);
        read = new ReadValue(line.Number, recording.Value(element, line.Unit, period, value));
        return null;
    }

    /// <summary>Lines that are written together.</summary>
    private sealed record Batch(List<ReadValue> Read, List<(int Line, GivenFault Fault)> Refused)
    {
        public int Received => Read.Count + Refused.Count;
    }
}
