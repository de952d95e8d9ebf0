using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.DataValueSets;

/// <summary>Reads a data value set of DHIS2, JSON, value by value as it arrives.</summary>
public static class ReadDataValues
{
    private const int LongestValue = 1 << 20;
    private static readonly string?[] Undivided = [null, "", "default", "HllvX50cXC0"]; // The id that every DHIS2 gives to "no categories".

    /// <summary>The values. Throws for a document that is not such a set; a value that is not one is answered with its fault.</summary>
    public static async IAsyncEnumerable<GivenValue> AsyncOf(Stream body, [EnumeratorCancellation] CancellationToken cancel)
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 65536, minimumReadSize: 16384));
        var set = new Set();
        for (var isDone = false; !isDone;)
        {
            var read = await pipe.ReadAsync(cancel);
            var (values, consumed) = set.Take(read.Buffer, read.IsCompleted);
            foreach (var value in values) yield return value;
            if (read.Buffer.Slice(consumed).Length > LongestValue) throw CommonProblems.BodyTooLarge.Refuse().With("value", set.Number + 1).AsException();
            pipe.AdvanceTo(consumed, read.Buffer.End);
            isDone = read.IsCompleted;
        }
        if (!set.HasValues) throw CommonProblems.FieldRequired.At("/dataValues").AsException();
        await pipe.CompleteAsync();
    }

    /// <summary>How far the reading of a set has come; what it has not used of a buffer it gets again, with more behind it.</summary>
    private sealed class Set
    {
        private JsonReaderState _state;
        private string? _property, _period, _unit;
        private bool _isInValues, _isPastMark;

        public int Number { get; private set; }

        public bool HasValues { get; private set; }

        public (List<GivenValue> Values, SequencePosition Consumed) Take(ReadOnlySequence<byte> buffer, bool isLast)
        {
            var (values, skipped) = (new List<GivenValue>(), 0L);
            // A byte order mark is no JSON, but Windows writes it.
            if (!_isPastMark && (buffer.Length >= 3 || isLast))
            {
                _isPastMark = true;
                if (buffer.Length >= 3 && buffer.Slice(0, 3).ToArray().AsSpan().SequenceEqual("\uFEFF"u8)) skipped = 3;
            }
            else if (!_isPastMark) return (values, buffer.Start);
            var reader = new Utf8JsonReader(buffer.Slice(skipped), isLast, _state);
            while (true)
            {
                // A value, or a member that is of no interest, is taken whole or not at all.
                var before = reader;
                if (!reader.Read() || (IsWhole(reader) && !reader.TrySkip()))
                {
                    reader = before;
                    break;
                }
                // An array where a value should stand has been skipped, and its end is not that of the values.
                if (_isInValues && reader is { TokenType: JsonTokenType.EndArray, CurrentDepth: 1 }) _isInValues = false;
                else if (_isInValues)
                {
                    var start = before.BytesConsumed;
                    values.Add(OfValue(buffer.Slice(skipped).Slice(start, reader.BytesConsumed - start)));
                }
                else TakeMember(ref reader);
            }
            _state = reader.CurrentState;
            return (values, buffer.GetPosition(skipped + reader.BytesConsumed));
        }

        private bool IsWhole(Utf8JsonReader reader) => reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray
            && (_isInValues || (reader.CurrentDepth > 0 && !(_property == "dataValues" && reader.TokenType == JsonTokenType.StartArray)));

        private void TakeMember(ref Utf8JsonReader reader)
        {
            if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject)) throw new JsonException("A data value set is a JSON object.");
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                _property = reader.GetString();
                return;
            }
            if (_property == "dataValues")
            {
                if (HasValues) throw CommonProblems.BodyMalformed.At("/dataValues", "dataValues × 2").AsException();
                if (reader.TokenType != JsonTokenType.StartArray) throw CommonProblems.BodyInvalid.At("/dataValues", "[…]").AsException();
                (_isInValues, HasValues) = (true, true);
            }
            else if (_property is "period" or "orgUnit" && reader.TokenType == JsonTokenType.String)
            {
                if (HasValues) throw DataValueSetProblems.DefaultsTooLate.At($"/{_property}").AsException();
                if (_property == "period") _period = reader.GetString();
                else _unit = reader.GetString();
            }
            _property = null;
        }

        private GivenValue OfValue(ReadOnlySequence<byte> text)
        {
            Number++;
            // Between two values stands a comma, which belongs to neither.
            var bytes = text.ToArray().AsMemory().TrimStart(" \t\r\n,"u8);
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } value) return GivenValue.Bad(Number, ReportsProblems.LineMalformed);
            if (Text(value, "dataElement") is not { } element) return GivenValue.Bad(Number, CommonProblems.FieldRequired, "dataElement");
            if ((Text(value, "orgUnit") ?? _unit) is not { } unit) return GivenValue.Bad(Number, CommonProblems.FieldRequired, "orgUnit");
            if ((Text(value, "period") ?? _period) is not { } period) return GivenValue.Bad(Number, CommonProblems.FieldRequired, "period");
            foreach (var division in new[] { "categoryOptionCombo", "attributeOptionCombo" })
            {
                if (value.TryGetProperty(division, out _) && !Undivided.Contains(Text(value, division))) return GivenValue.Bad(Number, DataValueSetProblems.Disaggregated, division);
            }
            if (value.TryGetProperty("deleted", out var deleted) && deleted.ValueKind == JsonValueKind.True) return GivenValue.Bad(Number, DataValueSetProblems.Deleted, "deleted");
            if (!value.TryGetProperty("value", out var given)) return GivenValue.Bad(Number, CommonProblems.FieldRequired, "value");
            if (given.ValueKind == JsonValueKind.Null || Text(value, "value") is "") return GivenValue.Bad(Number, DataValueSetProblems.NilByFiling, "value");
            return new GivenValue(Number, element, unit, Dhis2Period.TryParse(period, out var read) ? read.ToString() : period, given.Clone(), IsText: true);
        }

        /// <summary>Half a surrogate pair as an escape is no text; the reader throws on it.</summary>
        private static string? Text(JsonElement value, string member)
        {
            try
            {
                return value.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }
}
