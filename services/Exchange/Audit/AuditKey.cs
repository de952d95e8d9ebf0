using System.Security.Cryptography;

namespace Datarun.Exchange.Audit;

/// <summary>The key that signs checkpoints. Only Exchange has it; what it signs is checked with the public half, which auditors keep elsewhere.</summary>
public sealed class AuditKey : IDisposable
{
    private readonly ECDsa _key;

    /// <summary>The private key in <c>Audit:SigningKeyFile</c> (PEM, EC P-256), or given itself as <c>Audit:SigningKey</c>. There is no default.</summary>
    public AuditKey(IConfiguration configuration)
    {
        var pem = configuration["Audit:SigningKey"]
            ?? (configuration["Audit:SigningKeyFile"] is { } file ? File.ReadAllText(file) : null)
            ?? throw new InvalidOperationException(
                "Audit:SigningKeyFile is not configured: a PEM file with an EC private key (openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256).");
        _key = ECDsa.Create();
        _key.ImportFromPem(pem);
        PublicKey = _key.ExportSubjectPublicKeyInfoPem();
        Id = IdOf(_key);
    }

    /// <summary>Names the key: the beginning of the SHA-256 of its public half.</summary>
    public string Id { get; }

    /// <summary>The public half (PEM).</summary>
    public string PublicKey { get; }

    /// <summary>Signs the head of the log. Instants are kept to the microsecond, as the database does.</summary>
    public Checkpoint Sign(long number, byte[] hash, DateTimeOffset at)
    {
        var (text, instant) = (Convert.ToHexStringLower(hash), new DateTimeOffset(at.UtcTicks / 10 * 10, TimeSpan.Zero));
        return new Checkpoint(number, text, instant, Id, Convert.ToBase64String(_key.SignData(Checkpoint.StatementOf(number, text, instant), HashAlgorithmName.SHA256)));
    }

    /// <summary>Names a public key as <see cref="Id"/> does.</summary>
    public static string IdOf(ECDsa key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];

    public void Dispose() => _key.Dispose();
}
