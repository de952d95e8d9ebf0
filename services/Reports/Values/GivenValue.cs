using System.Runtime.CompilerServices;
using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Values;

/// <summary>What is wrong with a value before it is looked at.</summary>
public sealed record GivenFault(Problem Problem, string? Field = null, string? Detail = null);

/// <summary>A value as somebody's system gave it, whatever the form of the document.</summary>
/// <param name="Number">Its line, or its place in the document, from 1.</param>
/// <param name="IsText">The document has texts only: what they say depends on the element's type.</param>
public sealed record GivenValue(int Number, string Element, string Unit, string Period, JsonElement Value, bool IsText = false, GivenFault? Fault = null)
{
    public static GivenValue Bad(int number, Problem problem, string? field = null, string? detail = null) => new(number, "", "", "", default, Fault: new GivenFault(problem, field, detail));

    /// <summary>The value as JSON of the element's type; a text that is none stays a text, and is refused as such.</summary>
    public JsonElement Typed(Element element)
    {
        if (!IsText || Value.ValueKind != JsonValueKind.String) return Value;
        try
        {
            var isBare = element.Type is "INTEGER" or "DECIMAL" or "BOOLEAN";
            return isBare && JsonElement.Parse(Value.GetString()!.Trim()) is { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } bare ? bare : Value;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
        {
            return Value;
        }
    }

    /// <summary>The lines <c>{element, unit, period, value}</c> of NDJSON.</summary>
    public static async IAsyncEnumerable<GivenValue> OfLinesAsync(Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var text in NdjsonLines.ReadAsync(body, cancel)) yield return OfLine(text);
    }

    private static GivenValue OfLine(NdjsonLine text) => text.Read<RecordValues.Line>(out var fault) is { } line
        ? new GivenValue(text.Number, line.Element, line.Unit, line.Period, line.Value)
        : new GivenValue(text.Number, "", "", "", default, Fault: fault);
}
