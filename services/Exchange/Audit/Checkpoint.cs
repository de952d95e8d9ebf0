using System.Globalization;
using System.Text;

namespace Datarun.Exchange.Audit;

/// <summary>The head of the audit log, signed: whoever rewrites what came before it would have to forge the signature too.</summary>
/// <param name="Number">The last entry.</param>
/// <param name="Hash">Its hash, hexadecimal.</param>
/// <param name="SignedAt">When.</param>
/// <param name="KeyId">The key, as <c>GET audit/keys</c> names it.</param>
/// <param name="Signature">ECDSA P-256 with SHA-256 over <see cref="Statement"/>, IEEE P1363, base64.</param>
public sealed record Checkpoint(long Number, string Hash, DateTimeOffset SignedAt, string KeyId, string Signature)
{
    /// <summary>What is signed.</summary>
    public byte[] Statement() => StatementOf(Number, Hash, SignedAt);

    /// <summary>What is signed: a line each for the kind, the number, the hash and the instant.</summary>
    public static byte[] StatementOf(long number, string hash, DateTimeOffset at) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"datarun audit checkpoint\n{number}\n{hash}\n{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}"));
}

/// <summary>A checkpoint as it lies in the table.</summary>
internal record CheckpointRow
{
    public const string Columns = "c.number, c.hash, c.signed_at, c.key_id, c.signature";

    public long? Number { get; init; }
    public string? Hash { get; init; }
    public DateTimeOffset? SignedAt { get; init; }
    public string? KeyId { get; init; }
    public string? Signature { get; init; }

    /// <summary>Null where there is none.</summary>
    public Checkpoint? Checkpoint => Number is { } number ? new Checkpoint(number, Hash!, SignedAt!.Value, KeyId!, Signature!) : null;
}
