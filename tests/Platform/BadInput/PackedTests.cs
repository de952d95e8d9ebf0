using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Datarun.Tests.Platform.Ledgers;
using Datarun.Tests.Platform.Tasks;

namespace Datarun.Tests.Platform.BadInput;

/// <summary>Packed bodies: unpacked, or refused whole.</summary>
public sealed class PackedTests(LocalPlatform platform)
{
    [Fact]
    public async Task Gzip_is_unpacked_and_a_broken_one_refused()
    {
        var packed = await PackAsync("gzip", "code,name\n940401,压缩县\n"u8.ToArray());
        HttpContent Packed(byte[] bytes) => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv"), ContentEncoding = { "gzip" } } };
        Assert.Equal("1", (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", Packed(packed))).Is(200)["created"].ToString());
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", Packed("this is no gzip at all"u8.ToArray()))).IsProblem(400, "PACKED_BODY_DAMAGED");
    }

    [Theory]
    [InlineData("gzip", "940501")]
    [InlineData("br", "940502")]
    [InlineData("deflate", "940503")]
    public async Task A_packed_file_that_was_cut_off_is_no_shorter_file(string coding, string county)
    {
        var packed = await PackAsync(coding, Encoding.UTF8.GetBytes("code,name\n" + string.Concat(Enumerable.Range(100, 900).Select(i => $"{county}{i},第{i * 7919 % 1000}镇\n"))));
        HttpContent Of(int bytes) => new ByteArrayContent(packed[..bytes]) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv"), ContentEncoding = { coding } } };
        foreach (var cut in new[] { packed.Length / 2, packed.Length - 5 })
            (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", Of(cut))).IsProblem(400, "PACKED_BODY_DAMAGED");
        (await platform.Admin.GetAsync($"api/rosters/v1/divisions/{county}100")).Is(404);
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", Of(packed.Length))).Is(200);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Nothing_of_a_packed_body_that_is_damaged_is_taken_whoever_reads_it(string coding)
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (element, village) = (asked.Elements[0], asked.Village);
        var ledger = await new LedgerCounty(asked.County, asked.Office).DefineAsync("wells");
        var periods = Enumerable.Range(0, 3000).Select(i => new DateOnly(2015, 1, 1).AddDays(i).ToString("yyyy-MM-dd")).ToList();
        string Lines(Func<string, object> line) => string.Join('\n', periods.Select(p => JsonSerializer.Serialize(line(p))));
        foreach (var (method, path, type, body) in new[]
        {
            ("PUT", "reports/v1/values:record", "application/x-ndjson", Lines(period => new { element, unit = village, period, value = period.GetHashCode(StringComparison.Ordinal) & 0xFFFFFF })),
            ("POST", "reports/v1/filings:import", "application/x-ndjson", Lines(period => new { form = asked.Form, unit = village, period = period == periods[0] ? TestCounty.Month : period, values = new Dictionary<string, int> { [element] = period.GetHashCode(StringComparison.Ordinal) & 0xFFFFFF } })),
            ("POST", $"reports/v1/ledgers/{ledger}/entries:import", "text/csv", "unit,no\n" + string.Join('\n', periods.Select(p => $"{village},{p}-{p.GetHashCode(StringComparison.Ordinal)}"))),
            ("POST", "reports/v1/dataValueSets", "application/json", JsonSerializer.Serialize(new { dataValues = periods.Select(p => new { dataElement = element, orgUnit = village, period = p.Replace("-", "", StringComparison.Ordinal), value = $"{p.GetHashCode(StringComparison.Ordinal) & 0xFFFFFF}" }) })),
            ("PUT", $"exchange/v1/elements/{asked.County.Element("packed")}", "application/json", JsonSerializer.Serialize(new { name = "x", definition = string.Concat(periods), type = "TEXT" })),
            ("PUT", $"{asked.TaskOf(village)}/filing"[4..], "application/json", JsonSerializer.Serialize(new { values = new Dictionary<string, int> { [element] = 4 }, confirmed = periods })),
        })
        {
            var packed = await PackAsync(coding, Encoding.UTF8.GetBytes(body));
            byte[] spoilt = [.. packed[..^1], (byte)(packed[^1] ^ 0x55)]; // The end of its checksum; Brotli has none.
            foreach (var damaged in new[] { packed[..(packed.Length / 2)], coding == "br" ? packed[..^3] : spoilt })
            {
                HttpContent Body() => new ByteArrayContent(damaged) { Headers = { ContentType = new MediaTypeHeaderValue(type), ContentEncoding = { coding } } };
                var chinese = (await platform.Admin.SendAsync(new HttpMethod(method), $"api/{path}", Body(), ("Idempotency-Key", $"{Guid.NewGuid()}"))).IsProblem(400, "PACKED_BODY_DAMAGED");
                var english = (await platform.Admin.SendAsync(new HttpMethod(method), $"api/{path}", Body(), ("Accept-Language", "en"))).IsProblem(400, "PACKED_BODY_DAMAGED");
                Assert.Equal((true, false, coding), (chinese["title"].ToString().Any(c => c > 0x3000), english["title"].ToString().Any(c => c > 0x3000), english["errors"][0]!["detail"]!.ToString()));
            }
        }
        Assert.Equal(0, await platform.ReadAsync<int>("reports", "SELECT (SELECT count(*) FROM value WHERE unit = @village) + (SELECT count(*) FROM ledger_entry WHERE unit = @village) + (SELECT count(*) FROM filing WHERE unit = @village)", new { village }));
        (await platform.Admin.GetAsync($"api/exchange/v1/elements/{asked.County.Element("packed")}")).Is(404);
    }

    private static async Task<byte[]> PackAsync(string coding, byte[] body)
    {
        using var packed = new MemoryStream();
        await using (Stream pack = coding switch { "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true), "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true), _ => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true) })
            await pack.WriteAsync(body);
        return packed.ToArray();
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
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", body)).IsProblem(400, "PACKED_BODY_DAMAGED");
    }
}
