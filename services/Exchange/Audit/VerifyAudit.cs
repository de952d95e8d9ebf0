using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Datarun.Exchange.Audit;

/// <summary>
/// <c>--verify-audit FILE --key PUBLIC.pem [--key …]</c>: checks an exported audit log on any machine. Ends with 0 when signatures vouch for all of it from
/// the first entry on; with 1 when something is wrong with it; with 2 when it could not be checked; with 3 when it hangs together but nothing of it is signed,
/// which proves nothing; with 4 when a part of it is not vouched for, or its beginning is not in it.
/// </summary>
public static class VerifyAudit
{
    /// <summary>The option.</summary>
    public const string Option = "--verify-audit";

    public static int Run(string[] args, TextWriter output)
    {
        var file = args.SkipWhile(a => a != Option).Skip(1).FirstOrDefault();
        var keyFiles = args.Index().Where(a => a.Item == "--key" && a.Index + 1 < args.Length).Select(a => args[a.Index + 1]).ToList();
        if (file is null || keyFiles.Count == 0)
        {
            output.WriteLine($"{Option} FILE --key PUBLIC.pem [--key PUBLIC.pem …]: the keys are those of GET audit/keys, as you have kept them.");
            return 2;
        }
        try
        {
            var keys = keyFiles.Select(Read).ToDictionary(AuditKey.IdOf);
            var found = VerifyExport.Of(File.ReadLines(file).Where(l => l.Length > 0).Select(Line), keys);
            output.WriteLine(Sentence(found));
            return found.Fault != AuditFault.NONE ? 1 : found.Proves switch { AuditProof.ALL => 0, AuditProof.NOTHING => 3, _ => 4 };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            output.WriteLine($"Not checked: {error.Message}");
            return 2;
        }
    }

    /// <summary>What was found, in words that say of which entries nothing is proven.</summary>
    public static string Sentence(AuditFinding found) => found.Fault switch
    {
        AuditFault.NONE => Proof(found),
        AuditFault.REWRITTEN => $"REWRITTEN: entries between {found.Since} and {found.Number} are not those that were signed.",
        AuditFault.FORGED => $"FORGED: the signature of the checkpoint at entry {found.Number} does not hold.",
        AuditFault.UNKNOWN_KEY => $"UNKNOWN_KEY: the checkpoint at entry {found.Number} was signed with a key that was not given.",
        AuditFault.MALFORMED => $"MALFORMED: the line for entry {found.Number} is none of an audit log.",
        _ => $"{found.Fault}: entry {found.Number} is the first that does not follow from those before it.",
    };

    private static string Proof(AuditFinding found)
    {
        var signatures = found.Checkpoints == 1 ? "1 signature," : $"{found.Checkpoints} signatures, the last";
        var (first, signed) = (found.After + 1, string.Create(CultureInfo.InvariantCulture, $"{signatures} of {found.SignedAt?.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'},"));
        var vouch = found.Checkpoints == 1 ? "vouches" : "vouch";
        if (found.Number < first) return "NOT PROVEN: there is no entry in it.";
        var missing = found.After > 0 ? $" NOT PROVEN: what stands before, entries 1 to {found.After}, which are not in it." : "";
        if (found.Proves == AuditProof.NOTHING)
            return $"NOT PROVEN: entries {first} to {found.Number} hang together, but nothing of it is signed: whoever gave the file could have written all of them.{missing}";
        if (found.Signed == found.Number) return $"{(found.After > 0 ? "PARTLY PROVEN" : "OK")}: entries {first} to {found.Number} hang together, and {signed} {vouch} for all of them.{missing}";
        return $"PARTLY PROVEN: entries {first} to {found.Number} hang together, and {signed} {vouch} for {first} to {found.Signed}."
            + $" NOT PROVEN: entries {found.Signed + 1} to {found.Number}, which are after the last signature: whoever gave the file could have written them.{missing}";
    }

    private static ECDsa Read(string file)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key;
    }

    private static ExportLine? Line(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ExportLine>(text, ExportLine.Form);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
