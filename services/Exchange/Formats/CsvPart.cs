using System.Globalization;
using System.Text;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Csv;

namespace Datarun.Exchange.Formats;

/// <summary>CSV (RFC 4180), UTF-8. Texts that a spreadsheet would take for formulas stand behind an apostrophe.</summary>
public sealed class CsvPart : PartWriter
{
    private readonly StreamWriter _file;

    public CsvPart(Stream file, PartFacts facts)
    {
        _file = new StreamWriter(file, new UTF8Encoding(facts.HasMark), leaveOpen: true) { NewLine = "\r\n" };
        _file.WriteLine(string.Join(',', Columns.Select(c => c.Name)));
    }

    public override void Write(ValueRow row)
    {
        var value = ValueCell.Of(row.Value);
        string[] line =
        [
            row.Element, row.Unit, row.Period, value.Text is { } text ? CsvText.Write(text) : value.ToString(), value.IsNil ? "true" : "false",
            row.Version.ToString(CultureInfo.InvariantCulture), row.SourceKind, CsvText.Write(row.SourceId), CsvText.Write(row.SourceBy), Instant(row.SourceAt),
        ];
        _file.WriteLine(string.Join(',', line));
    }

    /// <summary>RFC 3339 in UTC.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    public override Task EndAsync()
    {
        _file.Flush();
        return Task.CompletedTask;
    }

    public override void Dispose() => _file.Dispose();
}
