using System.IO.Compression;
using Microsoft.AspNetCore.RequestDecompression;

namespace Datarun.ServiceDefaults.Http;

/// <summary>The codings in which a body may come, and how each is unpacked.</summary>
internal static class PackedBodies
{
    private static readonly Dictionary<string, Func<Stream, Stream>> Codings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gzip"] = packed => new GZipStream(packed, CompressionMode.Decompress),
        ["br"] = packed => new BrotliStream(packed, CompressionMode.Decompress),
        ["deflate"] = packed => new ZLibStream(packed, CompressionMode.Decompress),
    };

    /// <summary>Their names, as a header lists them.</summary>
    public static string Names { get; } = string.Join(", ", Codings.Keys);

    /// <summary>Whether one of them has this name.</summary>
    public static bool Has(string coding) => Codings.ContainsKey(coding);

    /// <summary>Unpacks them so that what is damaged is told from every other fault of a body.</summary>
    public static void Unpack(RequestDecompressionOptions options)
    {
        foreach (var (coding, unpack) in Codings) options.DecompressionProviders[coding] = new Provider(coding, unpack);
    }

    private sealed class Provider(string coding, Func<Stream, Stream> unpack) : IDecompressionProvider
    {
        public Stream GetDecompressionStream(Stream stream) => new Unpacked(coding, unpack(stream));
    }

    private sealed class Unpacked(string coding, Stream inner) : ForwardStream
    {
        public override bool CanRead => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception damage) when (damage is InvalidDataException or InvalidOperationException) // Brotli says the latter.
            {
                throw new PackedBodyDamagedException(coding, damage);
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}

/// <summary>A packed body cannot be unpacked to its end. Whoever reads it takes nothing of it.</summary>
/// <param name="coding">In which it came.</param>
/// <param name="damage">What the unpacker says.</param>
public sealed class PackedBodyDamagedException(string coding, Exception damage) : Exception($"The body is no whole {coding}.", damage)
{
    /// <summary>In which it came, such as gzip.</summary>
    public string Coding => coding;
}
