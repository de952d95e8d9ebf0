using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.DataValueSets;

/// <summary>The body of an XML document whose single nodes are bounded: one attribute of a gigabyte would be kept in memory whole.</summary>
public sealed class NodeBoundStream(Stream body) : ForwardStream
{
    private const int LongestNode = 1 << 20;
    private long _since;

    /// <summary>A node has been read whole; the next one begins.</summary>
    public void Next() => _since = 0;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await body.ReadAsync(buffer, cancellationToken);
        return (_since += read) > LongestNode ? throw CommonProblems.BodyTooLarge.Refuse().AsException() : read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
}
