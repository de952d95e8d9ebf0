using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Datarun.Exchange.Subscriptions;

/// <summary>Signs as Standard Webhooks 1.0: HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
public static class SignDelivery
{
    private const string Prefix = "whsec_";

    /// <summary>The header <c>webhook-signature</c>: a signature with each key, so that a receiver that knows one of them is served.</summary>
    /// <param name="keys">The key, and the one before where that still holds.</param>
    public static string Of(IReadOnlyList<byte[]> keys, string id, string timestamp, byte[] body)
    {
        var length = Encoding.UTF8.GetByteCount(id) + timestamp.Length + 2 + body.Length;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var at = Encoding.UTF8.GetBytes($"{id}.{timestamp}.", rented);
            body.CopyTo(rented, at);
            var signature = Of(keys[0], rented.AsSpan(0, length));
            // The first is said again at the end, because the public .NET receiver (StandardWebhooks 1.1.2) overlooks the last of several.
            return keys.Count == 1 ? signature : $"{signature} {Of(keys[1], rented.AsSpan(0, length))} {signature}";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static string Of(byte[] key, ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, content, hash);
        return $"v1,{Convert.ToBase64String(hash)}";
    }

    /// <summary>What says <c>whsec_</c> is read as base64 by every public receiver, so it has to be that.</summary>
    public static bool IsSecret(string secret) =>
        !secret.StartsWith(Prefix, StringComparison.Ordinal) || (Convert.TryFromBase64String(secret[Prefix.Length..], new byte[secret.Length], out var length) && length > 0);

    /// <summary>The key: base64 after an optional <c>whsec_</c>; a secret that is not base64 counts by its UTF-8 bytes.</summary>
    public static byte[] Key(string secret)
    {
        var text = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length > 0 ? key[..length] : Encoding.UTF8.GetBytes(secret);
    }
}
