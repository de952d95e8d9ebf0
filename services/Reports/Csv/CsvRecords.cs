using System.Runtime.CompilerServices;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Csv;

/// <summary>One record.</summary>
/// <param name="Number">The line on which it begins, from 1.</param>
/// <param name="Fields">Its cells; null where it is no record.</param>
/// <param name="Problem">Why not.</param>
public sealed record CsvRecord(int Number, IReadOnlyList<string>? Fields, Problem? Problem = null);

/// <summary>
/// Reads CSV (RFC 4180) record by record as it arrives, its cells between commas, tabs or semicolons as in its first record of several cells. A quoted cell may hold line
/// breaks. Where a quote is never closed, or closes where none may, the line on which the record begins is at fault and no other: the lines after it are
/// read again by themselves.
/// </summary>
public static class CsvRecords
{
    /// <summary>The records that are not blank. Throws NOT_UTF8 where the text is in another encoding than was said.</summary>
    public static async IAsyncEnumerable<CsvRecord> ReadAsync(StreamReader reader, [EnumeratorCancellation] CancellationToken cancel)
    {
        var assembly = new Assembly();
        await foreach (var line in CsvLines.ReadAsync(reader, cancel))
        {
            assembly.Add(line);
            while (assembly.Take(isLast: false) is { } record) yield return record;
        }
        while (assembly.Take(isLast: true) is { } record) yield return record;
    }

    /// <summary>Puts lines together to records. Holds at most one record, and what came after a quote that did not close.</summary>
    private sealed class Assembly
    {
        private readonly Queue<CsvTextLine> _lines = new();
        private readonly Stack<CsvTextLine> _again = new();
        private readonly List<CsvTextLine> _open = [];
        private int _length;
        private bool _isQuoted;
        private char? _separator;

        public void Add(CsvTextLine line) => _lines.Enqueue(line);

        /// <summary>The next record; null where more lines are needed.</summary>
        public CsvRecord? Take(bool isLast)
        {
            while (true)
            {
                if (_open.Count > 0 && !_isQuoted)
                {
                    if (Close() is { } record) return record;
                }
                else if (_again.TryPop(out var line) || _lines.TryDequeue(out line)) Append(line);
                else if (_open.Count > 0 && isLast) return GiveUp(SpreadsheetProblems.CsvMalformed);
                else return null;
                if (_length > CsvLines.Longest + 1) return GiveUp(SpreadsheetProblems.CsvMalformed);
            }
        }

        private void Append(CsvTextLine line)
        {
            _open.Add(line);
            // A line too long to be held ends every record.
            if (line.Text is null) _length = CsvLines.Longest + 2;
            else (_isQuoted, _length) = (_isQuoted ^ line.TurnsQuote, _length + line.Text.Length + 1);
        }

        /// <summary>The record whose lines are all there; null for a blank one.</summary>
        private CsvRecord? Close()
        {
            var (number, text) = (_open[0].Number, string.Join('\n', _open.Select(l => l.Text)));
            if (number == 1) text = text.TrimStart('\uFEFF');
            if (_separator is null && CsvSeparator.IsSaid(text, out var said)) (_separator, text) = (said, "");
            if (CsvSeparator.IsBlank(text, _separator ?? CsvSeparator.Usual))
            {
                Clear();
                return null;
            }
            var separator = _separator ?? CsvSeparator.Of(text);
            // A title above the headings, which has one cell only, does not say what stands between cells.
            if (text.Contains(separator)) _separator = separator;
            var fields = new List<string>();
            if (!CsvCells.TryRead(text, fields, separator)) return GiveUp(SpreadsheetProblems.CsvMalformed);
            Clear();
            return new CsvRecord(number, fields);
        }

        /// <summary>The first line is at fault; those after it begin anew, before what has not been looked at.</summary>
        private CsvRecord GiveUp(Problem problem)
        {
            var first = _open[0];
            for (var i = _open.Count - 1; i > 0; i--) _again.Push(_open[i]);
            Clear();
            return new CsvRecord(first.Number, null, first.Text is null ? ReportsProblems.LineTooLong : problem);
        }

        private void Clear()
        {
            _open.Clear();
            (_length, _isQuoted) = (0, false);
        }
    }
}
