using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Datarun.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http;

namespace Datarun.ServiceDefaults.Data;

/// <summary>SHA-256 over method, path, query and body of a request: what an Idempotency-Key stands for. A streamed body is hashed as it passes.</summary>
public sealed class RequestFingerprint : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Stream? _streamed;
    private byte[]? _finished;

    /// <summary>Begins the fingerprint; a body that does not stream is read ahead and put back.</summary>
    public static async Task<RequestFingerprint> OfAsync(HttpContext context, bool streams)
    {
        var request = context.Request;
        var print = new RequestFingerprint();
        context.Response.RegisterForDispose(print);
        print._hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        if (streams)
        {
            request.Body = print._streamed = new Passing(request.Body, print._hash);
            return print;
        }
        request.EnableBuffering();
        await DrainAsync(new Passing(request.Body, print._hash), context.RequestAborted);
        request.Body.Position = 0;
        return print;
    }

    /// <summary>Reads what is left of the body and answers the hash.</summary>
    public async Task<byte[]> FinishAsync(CancellationToken cancel)
    {
        if (_streamed is not null) await DrainAsync(_streamed, cancel);
        return _finished ??= _hash.GetHashAndReset();
    }

    public void Dispose() => _hash.Dispose();

    private static async Task DrainAsync(Stream stream, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(81920);
        try
        {
            while (await stream.ReadAsync(buffer, cancel) > 0) { }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed class Passing(Stream inner, IncrementalHash hash) : ForwardStream
    {
        public override bool CanRead => true;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            hash.AppendData(buffer.Span[..read]);
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = inner.Read(buffer, offset, count);
            hash.AppendData(buffer, offset, read);
            return read;
        }
    }
}
