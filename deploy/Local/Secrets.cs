using System.Security.Cryptography;
using System.Text.Json;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Local;

/// <summary>The local host's secrets: random, made at the first start, kept in the data directory, readable by its owner alone.</summary>
/// <param name="SigningKeyFile">The key that signs tokens (PEM).</param>
/// <param name="AuditKeyFile">The key that signs the audit log (PEM).</param>
/// <param name="ClientsFile">The demo clients with their secrets.</param>
public sealed record Secrets(string SigningKeyFile, string AuditKeyFile, string ClientsFile)
{
    private static readonly JsonSerializerOptions Indented = new(Json.Options) { WriteIndented = true };

    public static Secrets In(string data)
    {
        Directory.CreateDirectory(data);
        var secrets = new Secrets(Path.Combine(data, "signing-key.pem"), Path.Combine(data, "audit-key.pem"), Path.Combine(data, "clients.json"));
        if (!File.Exists(secrets.SigningKeyFile))
        {
            using var key = RSA.Create(2048);
            Write(secrets.SigningKeyFile, key.ExportPkcs8PrivateKeyPem());
        }
        if (!File.Exists(secrets.AuditKeyFile))
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            Write(secrets.AuditKeyFile, key.ExportPkcs8PrivateKeyPem());
        }
        if (!File.Exists(secrets.ClientsFile))
        {
            Write(secrets.ClientsFile, JsonSerializer.Serialize(
                DemoClients.All.Select(c => c with { Secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)) }),
                Indented));
        }
        return secrets;
    }

    /// <summary>Written beside and moved into place, so that a crash leaves no half file.</summary>
    private static void Write(string path, string text)
    {
        var draft = path + ".new";
        using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        using (var writer = new StreamWriter(file)) writer.Write(text);
        File.Move(draft, path, overwrite: true);
    }
}
