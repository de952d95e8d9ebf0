using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using static Datarun.Tests.Platform.BadInput.Bad;

namespace Datarun.Tests.Platform.BadInput;

/// <summary>Packed bodies: unpacked, or refused whole.</summary>
public sealed class PackedTests(LocalPlatform platform)
{
    [Fact]
    public async Task Gzip_is_unpacked_and_a_broken_one_refused()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync("code,name\n940401,压缩县\n"u8.ToArray(), TestContext.Current.CancellationToken);
        HttpContent Packed(byte[] bytes) => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv"), ContentEncoding = { "gzip" } } };
        Assert.Equal("1", (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", Packed(packed.ToArray()))).Is(200)["created"].ToString());
        AssertRefused(await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", Packed("this is no gzip at all"u8.ToArray())), "broken gzip");
    }

    [Theory]
    [InlineData("gzip", "940501")]
    [InlineData("br", "940502")]
    [InlineData("deflate", "940503")]
    public async Task A_packed_file_that_was_cut_off_is_no_shorter_file(string coding, string county)
    {
        using var packed = new MemoryStream();
        await using (Stream pack = coding switch { "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true), "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true), _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true) })
            await pack.WriteAsync(Encoding.UTF8.GetBytes("code,name\n" + string.Concat(Enumerable.Range(100, 900).Select(i => $"{county}{i},第{i * 7919 % 1000}镇\n"))), TestContext.Current.CancellationToken);
        HttpContent Of(int bytes) => new ByteArrayContent(packed.ToArray()[..bytes]) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv"), ContentEncoding = { coding } } };
        foreach (var cut in new[] { packed.Length / 2, packed.Length - 5 })
            (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", Of((int)cut))).IsProblem(400, "BODY_MALFORMED");
        (await platform.Admin.GetAsync($"api/rosters/v1/divisions/{county}100")).Is(404);
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", Of((int)packed.Length))).Is(200);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    public async Task A_packed_body_that_is_not_unpacked_here_is_not_read_as_if_it_were_plain(string coding)
    {
        var body = new ByteArrayContent("code,name\n940601,某县\n"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };
        body.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        var answer = (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", body)).IsProblem(415, "MEDIA_TYPE_UNSUPPORTED");
        Assert.Equal("gzip, br, deflate", string.Join(", ", answer.Headers.GetValues("Accept-Encoding")));
        (await platform.Admin.GetAsync("api/rosters/v1/divisions/940601")).Is(404);
    }

    [Fact]
    public async Task What_is_no_brotli_is_a_refusal_and_no_failure()
    {
        var body = new ByteArrayContent("code,name\n940601,某县\n"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv"), ContentEncoding = { "br" } } };
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", body)).IsProblem(400, "BODY_MALFORMED");
    }
}
