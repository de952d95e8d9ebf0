using System.Globalization;
using System.Security.Cryptography;
using Datarun.Exchange.Audit;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Datarun.Tests.Rules.Exchange;

public sealed class VerifyExportTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-25T08:00:00.1234567Z", CultureInfo.InvariantCulture);
    private readonly ECDsa _private = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly AuditKey _key;
    private readonly Dictionary<string, ECDsa> _keys;

    public VerifyExportTests()
    {
        _key = KeyOf(_private);
        _keys = new() { [_key.Id] = _private };
    }

    [Fact]
    public void A_log_that_nobody_touched_holds_and_is_proven_as_far_as_it_is_signed()
    {
        Assert.Equal((AuditProof.ALL, "OK: entries 1 to 9 hang together, and 2 signatures, the last of 2026-11-25T08:00:00Z, vouch for all of them."), Proven(Log(9, signedAt: [3, 9])));
        Assert.Equal((AuditProof.PART, "PARTLY PROVEN: entries 1 to 9 hang together, and 2 signatures, the last of 2026-11-25T08:00:00Z, vouch for 1 to 6."
            + " NOT PROVEN: entries 7 to 9, which are after the last signature: whoever gave the file could have written them."), Proven(Log(9, signedAt: [3, 6])));
    }

    [Fact]
    public void A_log_of_which_nothing_is_signed_hangs_together_and_proves_nothing()
    {
        Assert.Equal((AuditProof.NOTHING, "NOT PROVEN: entries 1 to 9 hang together, but nothing of it is signed: whoever gave the file could have written all of them."), Proven(Log(9)));
        Assert.Equal((AuditProof.NOTHING, "NOT PROVEN: there is no entry in it."), Proven([]));
        Assert.Equal((AuditProof.NOTHING, "NOT PROVEN: there is no entry in it."), Proven([new ExportLine { Start = new ExportStart(4, Log(4)[3].Hash!) }]));
    }

    [Fact]
    public void A_log_whose_beginning_is_not_in_it_proves_no_more_than_what_is_in_it()
    {
        var log = Log(9, signedAt: [9]);
        List<ExportLine> part = [new() { Start = new ExportStart(4, log[3].Hash!) }, .. log.Skip(4)];
        Assert.Equal((AuditProof.PART, "PARTLY PROVEN: entries 5 to 9 hang together, and 1 signature, of 2026-11-25T08:00:00Z, vouches for all of them."
            + " NOT PROVEN: what stands before, entries 1 to 4, which are not in it."), Proven(part));
        Assert.Equal(AuditProof.NOTHING, Proven(part[..^1]).Proves);
        Assert.Equal(AuditProof.ALL, Proven([.. log.Take(4), .. part]).Proves);
        Assert.Equal((AuditFault.REMOVED, 4), Found([.. log.Take(3), .. part]));
        Assert.Equal((AuditFault.PUT_IN, 5), Found([.. log.Take(5), .. part]));
        part[0] = new() { Start = new ExportStart(4, log[2].Hash!) };
        Assert.Equal((AuditFault.REWRITTEN, 4), Found([.. log.Take(4), .. part]));
    }

    [Fact]
    public void A_part_of_a_log_holds_from_the_hash_before_it()
    {
        var log = Log(9, signedAt: [6]);
        List<ExportLine> part = [new() { Start = new ExportStart(4, log[3].Hash!) }, .. log.Skip(4)];
        var found = VerifyExport.Of(part, _keys);
        Assert.Equal((AuditFault.NONE, 9, 6, 4), (found.Fault, found.Number, found.Signed, found.After));
        part[0] = new() { Start = new ExportStart(4, log[2].Hash!) };
        Assert.Equal((AuditFault.ALTERED, 5), Found(part));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(9)]
    public void An_entry_whose_text_was_changed_is_named(int number)
    {
        var log = Log(9);
        log[number - 1] = log[number - 1] with { Text = log[number - 1].Text!.Replace("entry", "Entry", StringComparison.Ordinal) };
        Assert.Equal((AuditFault.ALTERED, number), Found(log));
    }

    [Fact]
    public void A_changed_entry_with_a_hash_that_fits_is_found_at_the_next_one()
    {
        var log = Log(9);
        log[3] = Entry(log[2].Hash!, 4, "another text");
        Assert.Equal((AuditFault.ALTERED, 5), Found(log));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void An_entry_that_was_taken_out_is_named(int number)
    {
        var log = Log(9);
        log.RemoveAt(number - 1);
        Assert.Equal((AuditFault.REMOVED, number), Found(log));
    }

    [Fact]
    public void Taking_an_entry_out_and_numbering_the_rest_anew_does_not_help()
    {
        var log = Log(9);
        log.RemoveAt(4);
        for (var i = 4; i < log.Count; i++) log[i] = log[i] with { Number = i + 1 };
        Assert.Equal((AuditFault.REMOVED, 5), Found(log));
    }

    [Fact]
    public void An_entry_that_was_put_in_is_named()
    {
        var log = Log(9);
        log.Insert(4, log[3]);
        Assert.Equal((AuditFault.PUT_IN, 4), Found(log));
        log = Log(9);
        log.Insert(4, Entry(log[3].Hash!, 5, "forged"));
        for (var i = 5; i < log.Count; i++) log[i] = log[i] with { Number = i + 1 };
        log[4] = log[4] with { Hash = log[0].Hash };
        Assert.Equal((AuditFault.PUT_IN, 5), Found(log));
    }

    [Fact]
    public void A_log_written_anew_from_an_entry_on_no_longer_leads_to_the_signed_head()
    {
        var log = Log(9, signedAt: [3, 8]);
        var forged = Log(3, signedAt: [3]);
        for (var n = 4; n <= 9; n++) forged.Add(Entry(forged.Last(l => l.Hash is not null).Hash!, n, $"forged {n}"));
        forged.Insert(9, log.Single(l => l.Checkpoint?.Number == 8));
        var found = VerifyExport.Of(forged, _keys);
        Assert.Equal((AuditFault.REWRITTEN, 8, 3), (found.Fault, found.Number, found.Since));
    }

    [Fact]
    public void Entries_cut_off_before_a_checkpoint_are_missed()
    {
        var log = Log(9, signedAt: [9]);
        log.RemoveAt(8);
        Assert.Equal((AuditFault.REMOVED, 9), Found(log));
    }

    [Fact]
    public void A_signature_by_another_hand_does_not_hold()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var otherKey = KeyOf(other);
        var log = Log(5);
        log.Add(new ExportLine { Checkpoint = otherKey.Sign(5, Convert.FromHexString(log[4].Hash!), Now) });
        Assert.Equal((AuditFault.UNKNOWN_KEY, 5), Found(log));
        log[5] = new ExportLine { Checkpoint = log[5].Checkpoint! with { KeyId = _key.Id } };
        Assert.Equal((AuditFault.FORGED, 5), Found(log));
        log[5] = new ExportLine { Checkpoint = log[5].Checkpoint! with { Signature = "不是签名" } };
        Assert.Equal((AuditFault.FORGED, 5), Found(log));
    }

    [Fact]
    public void A_line_that_is_none_is_named()
    {
        List<ExportLine?> log = [.. Log(4)];
        log[2] = null;
        Assert.Equal((AuditFault.MALFORMED, 3), Found(log));
        log[2] = new ExportLine { Number = 3 };
        Assert.Equal((AuditFault.MALFORMED, 3), Found(log));
    }

    public void Dispose()
    {
        _private.Dispose();
        _key.Dispose();
    }

    private (AuditFault, int) Found(IEnumerable<ExportLine?> log)
    {
        var found = VerifyExport.Of(log, _keys);
        return (found.Fault, (int)found.Number);
    }

    private (AuditProof Proves, string Said) Proven(IEnumerable<ExportLine> log)
    {
        var found = VerifyExport.Of(log, _keys);
        Assert.Equal(AuditFault.NONE, found.Fault);
        return (found.Proves, VerifyAudit.Sentence(found));
    }

    private List<ExportLine> Log(int entries, params int[] signedAt)
    {
        var (log, before) = (new List<ExportLine>(), Convert.ToHexStringLower(AuditChain.Start));
        for (var n = 1; n <= entries; n++)
        {
            log.Add(Entry(before, n, $$"""{"at":"2026-11-25T00:00:00Z","action":"READ","n":"entry {{n}} 𡌶"}"""));
            before = log[^1].Hash!;
            if (signedAt.Contains(n)) log.Add(new ExportLine { Checkpoint = _key.Sign(n, Convert.FromHexString(before), Now) });
        }
        return log;
    }

    private static ExportLine Entry(string before, long number, string text) =>
        new() { Number = number, Text = text, Hash = Convert.ToHexStringLower(AuditChain.Next(Convert.FromHexString(before), number, text)) };

    private static AuditKey KeyOf(ECDsa key) =>
        new(new ConfigurationBuilder().AddInMemoryCollection([new("Audit:SigningKey", key.ExportPkcs8PrivateKeyPem())]).Build());
}
