using System.Buffers;
using System.IO.Pipelines;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Datarun.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Npgsql;

namespace Datarun.Exchange.Values;

/// <summary>
/// A page of values, the JSON of <see cref="Page{T}"/> of <see cref="ValueItem"/>: written while the rows come from the database, so a
/// thousand values become no objects on the way. It waits in memory until the read is on record, and then leaves.
/// </summary>
public sealed class ValuePage : IResult, IEndpointMetadataProvider, IStatusCodeHttpResult
{
    /// <summary>The columns of a value of an element that is known, of a row <c>v</c> of <c>value_copy</c> or <c>value_version</c>.</summary>
    public const string ColumnsOfOne = "v.unit, v.period, v.value::text AS value, v.version, v.source_kind, v.source_id, v.source_by, v.source_at";

    /// <summary>The columns of a value; the newest change of all comes after them.</summary>
    public const string Columns = $"{ColumnsOfOne}, v.element";

    private static readonly JsonEncodedText Items = JsonEncodedText.Encode("items"), Next = JsonEncodedText.Encode("next"), Element = JsonEncodedText.Encode("element"),
        Unit = JsonEncodedText.Encode("unit"), Period = JsonEncodedText.Encode("period"), Value = JsonEncodedText.Encode("value"), Version = JsonEncodedText.Encode("version"),
        Source = JsonEncodedText.Encode("source"), Kind = JsonEncodedText.Encode("kind"), Id = JsonEncodedText.Encode("id"), By = JsonEncodedText.Encode("by"), At = JsonEncodedText.Encode("at");

    // Many small pieces that are used again, rather than one large one for each answer.
    private readonly Pipe _body = new(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: 16 << 10, useSynchronizationContext: false));

    private ValuePage()
    {
    }

    public int Count { get; private set; }

    /// <summary>Element, unit and period of the first value; null where there is none.</summary>
    public string[]? First { get; private set; }

    /// <summary>Those of the last one.</summary>
    public string[]? Last { get; private set; }

    /// <summary>The newest change of all when this was read; 0 where there is no value, or where it was not asked for.</summary>
    public long Head { get; private set; }

    public int? StatusCode => StatusCodes.Status200OK;

    /// <summary>Reads the page.</summary>
    /// <param name="rows">At most one row more than the page has, in order: <see cref="ColumnsOfOne"/>, or <see cref="Columns"/> and the newest change.</param>
    /// <param name="only">The element where it is one and the rows do not say it: a column costs as much as what is made of it.</param>
    public static async Task<ValuePage> ReadAsync(NpgsqlDataReader rows, PageQuery page, string? only, CancellationToken cancel)
    {
        var made = new ValuePage();
        await using var json = new Utf8JsonWriter(made._body.Writer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        json.WriteStartObject();
        json.WriteStartArray(Items);
        var (key, more) = (default(Key), false);
        while (await rows.ReadAsync(cancel))
        {
            more = made.Count == page.Size;
            if (more) break;
            key = Write(rows, only ?? rows.GetString(8), json);
            if (made.Count++ == 0) (made.First, made.Head) = (key.Parts, only is null ? rows.GetInt64(9) : 0);
        }
        if (made.Count > 0) made.Last = key.Parts;
        json.WriteEndArray();
        json.WriteString(Next, more ? page.Cursor(made.Last!) : null);
        json.WriteEndObject();
        await json.FlushAsync(cancel);
        return made;
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(Page<ValueItem>), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        (response.ContentType, response.ContentLength) = ("application/json; charset=utf-8", _body.Writer.UnflushedBytes);
        await _body.Writer.CompleteAsync();
        // All pieces leave together: one piece at a time would wake whoever passes them on for each.
        if (!_body.Reader.TryRead(out var made)) return;
        foreach (var piece in made.Buffer) response.BodyWriter.Write(piece.Span);
        await _body.Reader.CompleteAsync();
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private static Key Write(NpgsqlDataReader row, string element, Utf8JsonWriter json)
    {
        var key = new Key(element, row.GetString(0), row.GetString(1));
        json.WriteStartObject();
        json.WriteString(Element, key.Element);
        json.WriteString(Unit, key.Unit);
        json.WriteString(Period, key.Period);
        json.WritePropertyName(Value);
        json.WriteRawValue(row.GetString(2), skipInputValidation: true);
        json.WriteNumber(Version, row.GetInt32(3));
        json.WriteStartObject(Source);
        json.WriteString(Kind, row.GetString(4));
        json.WriteString(Id, row.GetString(5));
        json.WriteString(By, row.GetString(6));
        json.WritePropertyName(At);
        json.WriteInstant(row.GetDateTime(7));
        json.WriteEndObject();
        json.WriteEndObject();
        return key;
    }

    private readonly record struct Key(string Element, string Unit, string Period)
    {
        public string[] Parts => [Element, Unit, Period];
    }
}
