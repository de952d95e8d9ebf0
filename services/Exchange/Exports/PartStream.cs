using System.Buffers;
using System.Security.Cryptography;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Exchange.Exports;

/// <summary>
/// Where a part is written to: counts and hashes every byte, keeps those that were asked for, and hands them on when told to. Without a
/// receiver it only counts and hashes.
/// </summary>
/// <param name="from">The first byte that is asked for.</param>
/// <param name="to">The first byte after the last one.</param>
public sealed class PartStream(Stream? receiver = null, long from = 0, long to = long.MaxValue) : ForwardStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _kept = new();
    private long _count;

    /// <summary>SHA-256 over all of it, hexadecimal.</summary>
    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override bool CanWrite => true;
    public override long Length => _count;
    public override long Position { get => _count; set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash.AppendData(buffer);
        var first = Math.Clamp(from - _count, 0, buffer.Length);
        var end = Math.Clamp(to - _count, first, buffer.Length);
        _count += buffer.Length;
        if (receiver is not null && end > first) _kept.Write(buffer[(int)first..(int)end]);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Hands on what has been kept.</summary>
    public async Task SendAsync(CancellationToken cancel)
    {
        if (_kept.WrittenCount == 0) return;
        await receiver!.WriteAsync(_kept.WrittenMemory, cancel);
        _kept.ResetWrittenCount();
    }

    /// <summary>Writers flush when they like; the receiver gets what it gets by <see cref="SendAsync"/>.</summary>
    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}
