using System.Runtime.CompilerServices;
using System.Text.Json;
using Dapper;
using Datarun.Reports.Csv;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Tasks;
using Datarun.Reports.Validation;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;

namespace Datarun.Reports.Filings;

public static class ImportFilings
{
    private const int LinesInOneBatch = 1000;

    /// <summary>One line.</summary>
    public sealed record Line(string Form, string Unit, string Period, IReadOnlyDictionary<string, JsonElement>? Values = null, IReadOnlyList<string>? Confirmed = null, bool Nil = false,
        IReadOnlyList<RuleException>? Exceptions = null)
    {
        internal (string Form, string Unit, string Period) Task => (Form, Unit, Period);
    }

    /// <summary>What was filed: received = accepted + unchanged + refusedCount.</summary>
    /// <param name="Refused">The first 1,000 lines that were not taken.</param>
    /// <param name="ProblemCount">What was remarked on in lines that were taken.</param>
    /// <param name="Problems">The first 1,000 of these.</param>
    public sealed record Answer(
        int Received, int Accepted, int Unchanged, int RefusedCount, IReadOnlyList<RefusedLine> Refused, int ProblemCount, IReadOnlyList<RefusedLine> Problems);

    /// <summary>
    /// Files in bulk what was asked for: NDJSON, a line <c>{form, unit, period, values}</c>, gzip accepted. Bad lines are refused one by one, good
    /// ones kept. The same body again changes nothing. Or text/csv (UTF-8, GBK/GB18030, or UTF-16 as Excel's Unicode text, told from the text; cells between commas, semicolons or tabs):
    /// a first line with form, unit, period and elements by code or name, then a line for each unit.
    /// </summary>
    /// <param name="form">CSV only: the form of all lines, where the table has no such column.</param>
    /// <param name="period">CSV only: the period of all lines.</param>
    public static async Task<Answer> HandleAsync(
        HttpRequest request, string? form, string? period, Caller caller, Catalogue catalogue, AskedForms forms, UnitOfWork work, TimeProvider clock, CancellationToken cancel)
    {
        var elements = await catalogue.ReadAsync(work.Connection, cancel);
        var import = new Import(caller, elements, forms, work, clock.GetUtcNow(), new RefusedLines(Language.IsChinese(request.HttpContext)), new RefusedLines(Language.IsChinese(request.HttpContext)));
        var lines = CsvEncoding.IsCsv(request) ? import.CsvAsync(request, form, period, cancel) : import.NdjsonAsync(request.Body, cancel);
        await foreach (var batch in BatchesAsync(lines, cancel).OneAheadAsync(cancel)) await import.FileAsync(batch, cancel);
        return new Answer(import.Received, import.Accepted, import.Received - import.Accepted - import.Refused.Count, import.Refused.Count, import.Refused.First,
            import.Remarked.Count, import.Remarked.First);
    }

    private static async IAsyncEnumerable<Batch> BatchesAsync(IAsyncEnumerable<ReadLine> lines, [EnumeratorCancellation] CancellationToken cancel)
    {
        var batch = new Batch([], []);
        await foreach (var (number, line, fault) in lines.WithCancellation(cancel))
        {
            // The same task once more belongs after what came before it.
            if (batch.Received == LinesInOneBatch || (line is not null && batch.Lines.ContainsKey(line.Task)))
            {
                yield return batch;
                batch = new Batch([], []);
            }
            if (line is null) batch.Refused.Add((number, fault!));
            else batch.Lines.Add(line.Task, (number, line));
        }
        yield return batch;
    }

    /// <summary>A line that was read: what it says, or what is wrong with it.</summary>
    private readonly record struct ReadLine(int Number, Line? Line, GivenFault? Fault = null);

    /// <summary>Lines that are filed together, each for another task.</summary>
    private sealed record Batch(Dictionary<(string, string, string), (int Number, Line Line)> Lines, List<(int Line, GivenFault Fault)> Refused)
    {
        public int Received => Lines.Count + Refused.Count;
    }

    private sealed class Import(Caller caller, ElementSet elements, AskedForms forms, UnitOfWork work, DateTimeOffset now, RefusedLines refused, RefusedLines remarked)
    {
        public int Received { get; private set; }
        public int Accepted { get; private set; }
        public RefusedLines Refused => refused;
        public RefusedLines Remarked => remarked;

        /// <summary>The lines of a body.</summary>
        public async IAsyncEnumerable<ReadLine> NdjsonAsync(Stream body, [EnumeratorCancellation] CancellationToken cancel)
        {
            await foreach (var text in NdjsonLines.ReadAsync(body, cancel))
                yield return text.Read<Line>(out var fault) is { } line ? Check(text.Number, line) : new ReadLine(text.Number, null, fault);
        }

        /// <summary>The same for CSV. What its columns are called is looked up before the first line is answered, and nothing after that.</summary>
        public async IAsyncEnumerable<ReadLine> CsvAsync(HttpRequest request, string? form, string? period, [EnumeratorCancellation] CancellationToken cancel)
        {
            using var reader = await CsvEncoding.ReadAsync(request, cancel);
            IReadOnlyList<string>? header = null;
            FilingColumns? columns = null;
            await foreach (var record in CsvRecords.ReadAsync(reader, cancel))
            {
                if (header is null)
                {
                    header = record.Fields ?? throw SpreadsheetProblems.CsvMalformed.Refuse().With("line", record.Number).AsException();
                    continue;
                }
                columns ??= await FilingColumns.ReadAsync(header, record.Fields, form, period, elements, work.Connection, cancel);
                if (record.Fields?.Count == columns.Count) yield return Check(record.Number, columns.LineOf(record.Fields));
                else yield return new ReadLine(record.Number, null, new GivenFault(record.Problem ?? SpreadsheetProblems.CsvMalformed, null, record.Fields is null ? null : $"{record.Fields.Count} ≠ {columns.Count}"));
            }
        }

        private ReadLine Check(int number, Line line)
        {
            if (line.Form.Contains('\0') || line.Unit.Contains('\0')) return new(number, null, new GivenFault(ReportsProblems.LineMalformed));
            if (!Period.TryParse(line.Period, out _)) return new(number, null, new GivenFault(ReportsProblems.PeriodInvalid, "period", line.Period));
            if (!caller.Covers(line.Unit)) return new(number, null, new GivenFault(CommonProblems.OutsideYourUnit, "unit", line.Unit));
            return new(number, line);
        }

        public async Task FileAsync(Batch batch, CancellationToken cancel)
        {
            Received += batch.Received;
            foreach (var (line, fault) in batch.Refused) refused.Add(line, fault);
            foreach (var turn in TurnsOf(batch.Lines.Values)) await FileTurnAsync(turn, cancel);
            await work.FlushEventsAsync(cancel);
        }

        /// <summary>
        /// What a line gives, later lines know: another form or period of the same unit, and a place above, which is computed from it. Such lines
        /// are filed one turn later; all others together.
        /// </summary>
        private static IEnumerable<List<(int Number, Line Line)>> TurnsOf(IEnumerable<(int Number, Line Line)> lines)
        {
            var (turns, next) = (new List<List<(int, Line)>>(), new Dictionary<string, int>(StringComparer.Ordinal));
            foreach (var line in lines)
            {
                var unit = line.Line.Unit;
                var turn = next.GetValueOrDefault(unit);
                if (turn == turns.Count) turns.Add([]);
                turns[turn].Add(line);
                foreach (var digits in Enum.GetValues<DivisionLevel>().Select(Place.DigitsOf).Where(d => d <= unit.Length))
                    next[unit[..digits]] = Math.Max(next.GetValueOrDefault(unit[..digits]), turn + 1);
            }
            return turns;
        }

        private async Task FileTurnAsync(List<(int Number, Line Line)> lines, CancellationToken cancel)
        {
            var named = new { forms = lines.ConvertAll(l => l.Line.Form).ToArray(), units = lines.ConvertAll(l => l.Line.Unit).ToArray(), periods = lines.ConvertAll(l => l.Line.Period).ToArray() };
            var requests = await work.Connection.QueryAsync<Guid>(new CommandDefinition(
                "SELECT q.id FROM request q JOIN (SELECT DISTINCT form, period FROM unnest(@forms, @periods) AS w(form, period)) w USING (form, period)", named, cancellationToken: cancel));
            await AskLock.ShareAsync([.. requests], work.Connection, cancel);
            var asked = (await work.Connection.QueryAsync<Asked>(new CommandDefinition(
                $"""
                SELECT DISTINCT ON (w.n) w.n, w.unit, r.*, d.began, d.ended, {TaskSql.Standing("w.unit")}
                FROM unnest(@forms, @units, @periods) WITH ORDINALITY AS w(form, unit, period, n)
                CROSS JOIN LATERAL (SELECT * FROM request q WHERE q.form = w.form AND q.period = w.period AND w.unit >= q.low AND w.unit < q.high OFFSET 0) r
                CROSS JOIN LATERAL (SELECT began, valid_to AS ended FROM division d WHERE d.code = w.unit AND d.level = r.level LIMIT 1) d
                LEFT JOIN LATERAL (SELECT * FROM task k WHERE k.request = r.id AND k.unit = w.unit OFFSET 0) t ON true
                ORDER BY w.n, {TaskSql.IsRecalled("w.unit")}, r.id DESC
                """,
                named, cancellationToken: cancel))).ToDictionary(r => (int)r.N - 1);
            var versions = await forms.ReadAsync([.. asked.Values.Select(a => (a.Form, a.FormVersion))], elements, work.Connection, cancel);
            var (filings, numbers) = (new List<FilingToMake>(), new List<int>());
            for (var i = 0; i < lines.Count; i++)
            {
                var (number, line) = lines[i];
                if (!asked.TryGetValue(i, out var row))
                {
                    refused.Add(number, ReportsProblems.NotRequested, "unit", line.Unit);
                    continue;
                }
                if (row.NotThere is { } none)
                {
                    refused.Add(number, none.Problem, "unit", none.Detail);
                    continue;
                }
                if (row.Standing.ClosedBy is { } closed)
                {
                    refused.Add(number, closed, "unit", row.Standing.Reason);
                    continue;
                }
                numbers.Add(number);
                filings.Add(new FilingToMake(
                    new AskedUnit(row.RequestOfUnit, versions[(row.Form, row.FormVersion)], line.Unit) { Standing = row.Standing },
                    new FilingInput(line.Values ?? new Dictionary<string, JsonElement>(), line.Confirmed ?? [], line.Nil, line.Exceptions?.OfType<RuleException>().ToList()),
                    caller.Unit));
            }
            var made = await FileBatch.RunAsync(filings, now, work, cancel);
            for (var i = 0; i < made.Count; i++)
            {
                if (made[i].Decision.Errors.Count > 0) refused.Add(numbers[i], made[i].Decision.Errors);
                else if (made[i].Decision.Changes) Accepted++;
                if (made[i].Decision.Errors.Count > 0) continue;
                foreach (var said in made[i].Decision.Differing.Concat(made[i].Decision.Remarks.Select(r => r.First)))
                    remarked.Add(numbers[i], said.Problem, said.Pointer.TrimStart('/'), said.Detail);
            }
        }
    }

    private sealed record Asked : StandingRow
    {
        public long N { get; init; }
    }
}
