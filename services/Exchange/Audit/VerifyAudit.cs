using System.Security.Cryptography;
using System.Text.Json;

namespace Datarun.Exchange.Audit;

/// <summary>
/// <c>--verify-audit FILE --key PUBLIC.pem [--key …]</c>: checks an exported audit log on any machine. Ends with 0 when it holds, 1 when
/// something is wrong with it, 2 when it could not be checked.
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
            return found.Fault == AuditFault.NONE ? 0 : 1;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or CryptographicException)
        {
            output.WriteLine($"Not checked: {error.Message}");
            return 2;
        }
    }

    private static string Sentence(AuditFinding found) => found.Fault switch
    {
        AuditFault.NONE when found.Signed < found.Number => $"OK: entries up to {found.Number} hang together; {found.Checkpoints} signatures vouch for those up to {found.Signed}.",
        AuditFault.NONE => $"OK: entries up to {found.Number} hang together, and {found.Checkpoints} signatures vouch for all of them.",
        AuditFault.REWRITTEN => $"REWRITTEN: entries between {found.Since} and {found.Number} are not those that were signed.",
        AuditFault.FORGED => $"FORGED: the signature of the checkpoint at entry {found.Number} does not hold.",
        AuditFault.UNKNOWN_KEY => $"UNKNOWN_KEY: the checkpoint at entry {found.Number} was signed with a key that was not given.",
        AuditFault.MALFORMED => $"MALFORMED: the line for entry {found.Number} is none of an audit log.",
        _ => $"{found.Fault}: entry {found.Number} is the first that does not follow from those before it.",
    };

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
