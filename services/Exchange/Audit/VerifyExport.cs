using System.Security.Cryptography;

namespace Datarun.Exchange.Audit;

/// <summary>What an exported log turned out to be.</summary>
public enum AuditFault
{
    /// <summary>Every entry follows from the one before, and every signature holds.</summary>
    NONE,

    /// <summary>The text or hash of the entry was changed.</summary>
    ALTERED,

    /// <summary>The entry is not there any more.</summary>
    REMOVED,

    /// <summary>The entry was not there when its neighbours were written.</summary>
    PUT_IN,

    /// <summary>Entries up to here hang together, but are not those that were signed: some after the checkpoint before were replaced.</summary>
    REWRITTEN,

    /// <summary>The signature of a checkpoint does not hold.</summary>
    FORGED,

    /// <summary>A checkpoint was signed with a key that is not among those given.</summary>
    UNKNOWN_KEY,

    /// <summary>A line is none of an export.</summary>
    MALFORMED,
}

/// <summary>What a log without a fault proves: that its entries were there when they were signed.</summary>
public enum AuditProof
{
    /// <summary>All of it, from the first entry on.</summary>
    ALL,

    /// <summary>A part: entries after the last signature are not proven, or the beginning is not in it.</summary>
    PART,

    /// <summary>Nothing: whoever can write hashes could have written it.</summary>
    NOTHING,
}

/// <summary>The outcome: the first fault and where, or none.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Number">The entry concerned; for NONE the last one.</param>
/// <param name="Since">For REWRITTEN, the last entry that a signature still vouches for.</param>
/// <param name="Checkpoints">How many signatures held.</param>
/// <param name="Signed">The last entry that a signature vouches for; what follows it rests on the hashes alone. 0 where there is none.</param>
public sealed record AuditFinding(AuditFault Fault, long Number, long Since, int Checkpoints, long Signed)
{
    /// <summary>The entry before the first one that is in it; 0 for a log from its beginning.</summary>
    public long After { get; init; }

    /// <summary>When the last signature that held was given.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>What it proves, where it has no fault.</summary>
    public AuditProof Proves => Checkpoints == 0 ? AuditProof.NOTHING : Signed == Number && After == 0 ? AuditProof.ALL : AuditProof.PART;
}

/// <summary>
/// Checks an exported audit log line by line, without the system that wrote it: each hash, each number, each signature. Names the
/// first entry that was altered, removed or put in. Pure.
/// </summary>
public static class VerifyExport
{
    /// <param name="lines">The lines in order; null for one that could not be read.</param>
    /// <param name="keys">Public keys by id.</param>
    public static AuditFinding Of(IEnumerable<ExportLine?> lines, IReadOnlyDictionary<string, ECDsa> keys)
    {
        var (before, last, after, signed, count, signedAt) = (AuditChain.Start, 0L, 0L, 0L, 0, (DateTimeOffset?)null);
        AuditFinding Found(AuditFault fault, long number) => new(fault, number, Math.Max(after, signed), count, signed) { After = after, SignedAt = signedAt };

        using var reader = new Ahead(lines);
        while (reader.Read() is var (line, isLine) && isLine)
        {
            if (line is { Start: { } start })
            {
                // Where one export goes on from another, both are checked as one.
                if (last == 0) (before, last, after) = (Bytes(start.Hash), start.Number, start.Number);
                else if (start.Number > last) return Found(AuditFault.REMOVED, last + 1);
                else if (start.Number < last) return Found(AuditFault.PUT_IN, start.Number + 1);
                else if (!Bytes(start.Hash).AsSpan().SequenceEqual(before)) return Found(AuditFault.REWRITTEN, last);
            }
            else if (line?.Checkpoint is { } checkpoint)
            {
                if (checkpoint.Number > last) return Found(AuditFault.REMOVED, last + 1);
                if (!keys.TryGetValue(checkpoint.KeyId, out var key)) return Found(AuditFault.UNKNOWN_KEY, checkpoint.Number);
                if (!Holds(checkpoint, key)) return Found(AuditFault.FORGED, checkpoint.Number);
                if (checkpoint.Number != last || !Bytes(checkpoint.Hash).AsSpan().SequenceEqual(before)) return Found(AuditFault.REWRITTEN, checkpoint.Number);
                (signed, count, signedAt) = (last, count + 1, checkpoint.SignedAt);
            }
            else if (line is { Number: { } number, Text: { } text, Hash: { } hash })
            {
                if (number > last + 1) return Found(AuditFault.REMOVED, last + 1);
                if (number <= last) return Found(AuditFault.PUT_IN, number);
                var next = AuditChain.Next(before, number, text);
                if (!next.AsSpan().SequenceEqual(Bytes(hash))) return Found(FaultOf(before, line, reader.NextEntry()), number);
                (before, last) = (next, number);
            }
            else return Found(AuditFault.MALFORMED, last + 1);
        }
        return Found(AuditFault.NONE, last);
    }

    /// <summary>What happened at an entry that does not follow: the one after it tells, whose hash was made from what stood here.</summary>
    private static AuditFault FaultOf(byte[] before, ExportLine line, ExportLine? next)
    {
        if (next is not { Number: { } number, Text: { } text, Hash: { } hash }) return AuditFault.ALTERED;
        // Put in and the rest numbered anew: the next one follows from the one before, under its old number.
        if (Follows(before, number, text, hash) || Follows(before, number - 1, text, hash)) return AuditFault.PUT_IN;
        // Removed and the rest numbered anew: the two follow from each other under their old numbers.
        return Follows(Bytes(line.Hash!), number + 1, text, hash) ? AuditFault.REMOVED : AuditFault.ALTERED;
    }

    private static bool Follows(byte[] before, long number, string text, string hash) => AuditChain.Next(before, number, text).AsSpan().SequenceEqual(Bytes(hash));

    private static bool Holds(Checkpoint checkpoint, ECDsa key)
    {
        var signature = new byte[checkpoint.Signature.Length];
        return Convert.TryFromBase64String(checkpoint.Signature, signature, out var length)
            && key.VerifyData(checkpoint.Statement(), signature.AsSpan(0, length), HashAlgorithmName.SHA256);
    }

    private static byte[] Bytes(string hex) => hex.Length == 2 * SHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : [];

    /// <summary>Reads lines, and can look at the next entry.</summary>
    private sealed class Ahead(IEnumerable<ExportLine?> lines) : IDisposable
    {
        private readonly IEnumerator<ExportLine?> _lines = lines.GetEnumerator();

        public (ExportLine? Line, bool IsLine) Read() => _lines.MoveNext() ? (_lines.Current, true) : (null, false);

        /// <summary>Only before an answer: what is looked at is read.</summary>
        public ExportLine? NextEntry()
        {
            while (_lines.MoveNext())
            {
                if (_lines.Current is { Number: not null } entry) return entry;
            }
            return null;
        }

        public void Dispose() => _lines.Dispose();
    }
}
