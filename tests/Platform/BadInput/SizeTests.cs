using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Datarun.Tests.Platform.BadInput;

/// <summary>Bodies of many megabytes.</summary>
public sealed class SizeTests(LocalPlatform platform)
{
    [Fact]
    public async Task A_hundred_megabytes_are_refused_where_a_form_is_expected()
    {
        foreach (var path in new[] { "api/reports/v1/forms/large", "api/exchange/v1/elements/large" })
        {
            // Asks before it sends, so that the refusal is read and not lost in a broken pipe.
            (await platform.Admin.SendAsync(HttpMethod.Put, path, new Megabytes(100, "application/json"), ("Expect", "100-continue"))).IsProblem(413, "BODY_TOO_LARGE");
        }
        (await platform.Admin.GetAsync("api/reports/v1/forms/large")).Is(404);
        (await platform.Admin.GetAsync("health/ready")).Is(200);
    }

    [Theory]
    [InlineData("POST", "rosters/v1/divisions:import", "text/csv")]
    [InlineData("POST", "reports/v1/filings:import", "application/x-ndjson")]
    [InlineData("POST", "reports/v1/ledgers/none/entries:import", "text/csv")]
    [InlineData("PUT", "reports/v1/values:record", "application/x-ndjson")]
    [InlineData("POST", "reports/v1/dataValueSets", "application/json")]
    public async Task What_streams_in_is_not_bound_as_a_form_is(string method, string path, string type)
    {
        var answer = await platform.Admin.SendAsync(new HttpMethod(method), $"api/{path}", new Megabytes(5, type), ("Expect", "100-continue"));
        Assert.False(answer.Json?["maxBytes"] is not null, answer.Text);
    }

    [Fact]
    public async Task A_hundred_megabytes_of_rubbish_go_through_an_import_without_harm()
    {
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", new Megabytes(100, "text/csv"))).Is(200, 400, 413);
        platform.Program.Process.Refresh();
        Assert.True(platform.Program.Process.PeakWorkingSet64 < 900L << 20, $"{platform.Program.Process.PeakWorkingSet64 >> 20} MiB");
        (await platform.Admin.GetAsync("health/ready")).Is(200);
    }

    /// <summary>So many megabytes of one letter, made as they are sent.</summary>
    private sealed class Megabytes : HttpContent
    {
        private readonly int _count;

        public Megabytes(int count, string type)
        {
            _count = count;
            Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var block = Encoding.ASCII.GetBytes(new string('a', 1 << 20));
            for (var i = 0; i < _count; i++) await stream.WriteAsync(block);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = (long)_count << 20;
            return true;
        }
    }
}
