using System.Security.Cryptography;
using System.Text;

namespace Datarun.Exchange.Queues;

/// <summary>A password for a queue's user: only its hash is kept here or given to the broker.</summary>
/// <param name="Text">256 random bits.</param>
/// <param name="Hash">As RabbitMQ stores it: base64 of four bytes of salt and the SHA-256 of salt and password.</param>
public sealed record QueuePassword(string Text, string Hash)
{
    /// <summary>The name of the hash at the broker.</summary>
    public const string Algorithm = "rabbit_password_hashing_sha256";

    public static QueuePassword New()
    {
        var text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var salt = RandomNumberGenerator.GetBytes(4);
        return new QueuePassword(text, Convert.ToBase64String([.. salt, .. SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(text)])]));
    }
}
