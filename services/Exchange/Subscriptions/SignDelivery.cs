using System.Security.Cryptography;
using System.Text;

namespace Datarun.Exchange.Subscriptions;

/// <summary>Signs as Standard Webhooks 1.0: HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
public static class SignDelivery
{
    private const string Prefix = "whsec_";

    /// <summary>The header <c>webhook-signature</c>: a signature with each secret, so that a receiver that knows one of them is served.</summary>
    public static string Of(string secret, string? previous, string id, long timestamp, byte[] body)
    {
        var signature = Of(secret, id, timestamp, body);
        // The first is said again at the end, because the public .NET receiver (StandardWebhooks 1.1.2) overlooks the last of several.
        return previous is null ? signature : $"{signature} {Of(previous, id, timestamp, body)} {signature}";
    }

    /// <summary>The signature with one secret.</summary>
    public static string Of(string secret, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Key(secret));
        hash.AppendData(Encoding.UTF8.GetBytes($"{id}.{timestamp}."));
        hash.AppendData(body);
        return $"v1,{Convert.ToBase64String(hash.GetHashAndReset())}";
    }

    /// <summary>The key: base64 after an optional <c>whsec_</c>; a secret that is not base64 counts by its UTF-8 bytes.</summary>
    public static byte[] Key(string secret)
    {
        var text = secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret;
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length > 0 ? key[..length] : Encoding.UTF8.GetBytes(secret);
    }
}
