using System.Globalization;

namespace Datarun.Exchange.Subscriptions;

/// <summary>A change as it is told: rendered once, whoever it is sent to.</summary>
public sealed class ToldChange
{
    private (byte[] Before, byte[] After)? _text;

    public long Number { get; init; }

    /// <summary>The same for everybody who is told of the same change; receivers know a repetition by it.</summary>
    public Guid EventId { get; init; }
    public string Type { get; init; } = "";
    public string Element { get; init; } = "";
    public string Unit { get; init; } = "";
    public string Data { get; init; } = "";
    public DateTimeOffset At { get; init; }

    /// <summary>The CloudEvent for a consumer who has it under this number.</summary>
    public byte[] Body(long sequence)
    {
        var (before, after) = _text ??= CloudEvents.Write(this);
        Span<byte> digits = stackalloc byte[20];
        sequence.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        var body = GC.AllocateUninitializedArray<byte>(before.Length + length + after.Length);
        before.CopyTo(body, 0);
        digits[..length].CopyTo(body.AsSpan(before.Length));
        after.CopyTo(body, before.Length + length);
        return body;
    }
}

/// <summary>A change and its number in the feed of the consumer whom it is sent to.</summary>
public readonly record struct ToldEvent(long Sequence, ToldChange Change)
{
    public byte[] Body() => Change.Body(Sequence);
}
