using Datarun.Exchange.Values;

namespace Datarun.Exchange.Formats;

/// <summary>How an export is written.</summary>
public enum ExportFormat { CSV, NDJSON, PARQUET, XLSX, ADX, DATA_VALUE_SET }

/// <summary>What the files of an export say beside their rows. The same facts give the same bytes, so a part can be written anew at any time.</summary>
/// <param name="AsOf">The moment of which the export is.</param>
/// <param name="Sources">The source of each element.</param>
/// <param name="HasMark">Whether CSV begins with a byte order mark, which Excel needs for Chinese.</param>
public sealed record PartFacts(DateTimeOffset AsOf, IReadOnlyDictionary<string, string> Sources, bool HasMark);

/// <summary>Writes one part of an export: a whole file of its format. Synchronous into a buffer, which whoever feeds it empties from time to time.</summary>
public abstract class PartWriter : IDisposable
{
    /// <summary>A column of the tables: CSV, XLSX and PARQUET have the same.</summary>
    public sealed record Column(string Name, string Type, string About);

    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("element", "TEXT", "数据项代码"), new("unit", "TEXT", "单位代码"), new("period", "TEXT", "报告期"),
        new("value", "NUMBER | TEXT | BOOLEAN", "数值、文本或是否;零报告为空"), new("nil", "BOOLEAN", "是否零报告"), new("version", "INTEGER", "版本"),
        new("sourceKind", "TEXT", "来源类型:FILING、SYSTEM、LEDGER、CORRECTION"), new("sourceId", "TEXT", "来源标识"),
        new("sourceBy", "TEXT", "提供单位"), new("sourceAt", "INSTANT", "提供时间(UTC)"),
    ];

    /// <summary>The media type and the ending of a file.</summary>
    public static (string MediaType, string Extension) Of(ExportFormat format) => format switch
    {
        ExportFormat.CSV => ("text/csv; charset=utf-8", "csv"),
        ExportFormat.NDJSON => ("application/x-ndjson", "ndjson"),
        ExportFormat.PARQUET => ("application/vnd.apache.parquet", "parquet"),
        ExportFormat.XLSX => ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
        ExportFormat.ADX => ("application/adx+xml", "adx.xml"),
        _ => ("application/json", "json"),
    };

    public static PartWriter To(Stream file, ExportFormat format, PartFacts facts) => format switch
    {
        ExportFormat.CSV => new CsvPart(file, facts),
        ExportFormat.NDJSON => new NdjsonPart(file),
        ExportFormat.PARQUET => new ParquetPart(file),
        ExportFormat.XLSX => new XlsxPart(file),
        ExportFormat.ADX => new AdxPart(file, facts),
        _ => new DataValueSetPart(file),
    };

    public abstract void Write(ValueRow row);

    /// <summary>Writes what comes after the last row.</summary>
    public abstract Task EndAsync();

    public abstract void Dispose();
}
