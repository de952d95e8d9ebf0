using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Datarun.Exchange.Audit;

/// <summary>How the entries of the audit log hang together. The same as append_audit in functions.sql, for whoever checks it elsewhere.</summary>
public static class AuditChain
{
    /// <summary>The hash before the first entry.</summary>
    public static byte[] Start { get; } = new byte[SHA256.HashSizeInBytes];

    /// <summary>SHA-256 over the hash before, the number, a line feed and the text.</summary>
    public static byte[] Next(ReadOnlySpan<byte> before, long number, string text) =>
        SHA256.HashData([.. before, .. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}\n{text}"))]);
}
