using Datarun.Exchange.Values;
using Parquet;
using Parquet.Schema;

namespace Datarun.Exchange.Formats;

/// <summary>
/// Parquet with one row group. Numbers are DECIMAL(25,10), which holds every value that is ever taken, exactly; texts and flags have columns
/// of their own, so each column has one type. The rows of one part are in memory while they are written, no more.
/// </summary>
public sealed class ParquetPart(Stream file) : PartWriter
{
    private const int Precision = 25, Scale = 10;
    private static readonly DataField
        Element = new DataField<string>("element", false), Unit = new DataField<string>("unit", false), OfPeriod = new DataField<string>("period", false),
        Number = new DecimalDataField("number", Precision, Scale, isNullable: true), Words = new DataField<string>("text", true), Flag = new DataField<bool>("flag", true),
        Nil = new DataField<bool>("nil", false), Version = new DataField<int>("version", false), SourceKind = new DataField<string>("sourceKind", false),
        SourceId = new DataField<string>("sourceId", false), SourceBy = new DataField<string>("sourceBy", false), SourceAt = new DataField<string>("sourceAt", false);

    private static readonly ParquetSchema Schema = new(Element, Unit, OfPeriod, Number, Words, Flag, Nil, Version, SourceKind, SourceId, SourceBy, SourceAt);

    private readonly List<ValueRow> _rows = [];
    private readonly List<ValueCell> _values = [];

    public override void Write(ValueRow row)
    {
        _rows.Add(row);
        _values.Add(ValueCell.Of(row.Value));
    }

    public override async Task EndAsync()
    {
        await using var parquet = await ParquetWriter.CreateAsync(Schema, file);
        using var group = parquet.CreateRowGroup();
        await WriteAsync(Element, r => r.Element);
        await WriteAsync(Unit, r => r.Unit);
        await WriteAsync(OfPeriod, r => r.Period);
        await group.WriteAsync<decimal>(Number, _values.Select(v => v.Number).ToArray());
        await group.WriteAsync(Words, _values.ConvertAll(v => v.Text)!);
        await group.WriteAsync<bool>(Flag, _values.Select(v => v.Flag).ToArray());
        await group.WriteAsync<bool>(Nil, _values.Select(v => v.IsNil).ToArray());
        await group.WriteAsync<int>(Version, _rows.Select(r => r.Version).ToArray());
        await WriteAsync(SourceKind, r => r.SourceKind);
        await WriteAsync(SourceId, r => r.SourceId);
        await WriteAsync(SourceBy, r => r.SourceBy);
        await WriteAsync(SourceAt, r => CsvPart.Instant(r.SourceAt));

        Task WriteAsync(DataField field, Converter<ValueRow, string> text) => group.WriteAsync(field, _rows.ConvertAll(text));
    }

    public override void Dispose()
    {
    }
}
