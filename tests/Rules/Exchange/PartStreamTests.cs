using System.Security.Cryptography;
using Datarun.Exchange.Exports;
using Xunit;

namespace Datarun.Tests.Rules.Exchange;

public sealed class PartStreamTests
{
    [Theory]
    [InlineData(0, 1000)]
    [InlineData(0, 1)]
    [InlineData(17, 18)]
    [InlineData(99, 500)]
    [InlineData(999, 1000)]
    public async Task Only_what_was_asked_for_is_handed_on_and_all_of_it_is_hashed(int from, int to)
    {
        var bytes = RandomNumberGenerator.GetBytes(1000);
        using var received = new MemoryStream();
        await using var part = new PartStream(received, from, to);
        for (var at = 0; at < bytes.Length; at += 50)
        {
            part.Write(bytes.AsSpan(at, 50));
            if (at % 150 == 0) await part.SendAsync(TestContext.Current.CancellationToken);
        }
        await part.SendAsync(TestContext.Current.CancellationToken);
        Assert.Equal(bytes[from..to], received.ToArray());
        Assert.Equal((1000, Convert.ToHexStringLower(SHA256.HashData(bytes))), (part.Length, part.Sha256));
    }
}
