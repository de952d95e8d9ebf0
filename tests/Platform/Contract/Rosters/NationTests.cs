using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Datarun.Tests.Platform.Tasks;

namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>A platform of its own: the whole country goes in without keeping other tests waiting.</summary>
public sealed class NationPlatform : LocalPlatform;

/// <summary>All the villages of the country.</summary>
public class NationTests(NationPlatform platform) : IClassFixture<NationPlatform>
{
    private const string Import = "api/rosters/v1/divisions:import";
    private static readonly string File = Path.Combine(RunningProgram.Root, "tests", "data", "villages_code_name.csv.gz");

    [Fact]
    public async Task All_620_573_villages_go_in_by_one_call_and_again_without_a_change_with_every_character_kept()
    {
        var first = (await ImportAsync()).Is(200);
        Assert.Equal((620_573, 620_573, 0, 0), ((int)first["received"], (int)first["created"], (int)first["unchanged"], first["refused"].AsArray().Count));
        var again = (await ImportAsync()).Is(200);
        Assert.Equal((620_573, 0, 0, 620_573, 0), ((int)again["received"], (int)again["created"], (int)again["updated"], (int)again["unchanged"], again["refused"].AsArray().Count));

        var odd = new[] { "420602006207", "441424103203", "451302107210", "420684103229", "450681101201" };
        var names = ReadNames(odd);
        Assert.Equal(("莫\U00021413村委会", "高\ue170村委会"), (names["420602006207"], names["420684103229"]));
        foreach (var code in odd)
        {
            Assert.Contains(names[code].EnumerateRunes(), r => r.Value > 0xFFFF || r.Value is >= 0xE000 and <= 0xF8FF);
            Assert.Equal(names[code], (await platform.Admin.GetAsync($"api/rosters/v1/divisions/{code}")).Is(200)["name"].ToString());
        }

        // Places above are known by what lies below them; a county's villages come in the order of their codes.
        var county = (await platform.Admin.GetAsync("api/rosters/v1/divisions?under=511621&level=VILLAGE&limit=1000")).Is(200);
        Assert.Equal(469, county.Items.Count);
    }

    /// <summary>Whose villages came first is known by its code; when the file of the townships comes it has a name. What hears of all of them at once looks at each once.</summary>
    [Fact]
    public async Task Townships_that_are_named_after_their_villages_reach_the_others_while_one_waits()
    {
        var towns = Enumerable.Range(0, 36_000).Select(n => $"7{n / 500:00}{n / 50 % 10}{n % 50 / 25:00}{n % 25 + 100}").ToList();
        foreach (var (suffix, name) in new[] { ("001", "某村"), ("", "某镇") })
            (await platform.Admin.PostCsvAsync(Import, $"code,name\n{string.Join('\n', towns.Select(t => $"{t}{suffix},{name}"))}\n")).Is(200);
        var until = DateTime.UtcNow.AddMinutes(4);
        while (await platform.ReadAsync<int>("reports", "SELECT count(*)::int FROM division WHERE name = '某镇'", new { }) is var named && named < towns.Count)
        {
            Assert.True(DateTime.UtcNow < until, $"{named} of {towns.Count} have their names");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    private async Task<Answer> ImportAsync()
    {
        await using var file = System.IO.File.OpenRead(File);
        return await platform.Admin.SendAsync(HttpMethod.Post, Import, new StreamContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv"), ContentEncoding = { "gzip" } } });
    }

    private static Dictionary<string, string> ReadNames(string[] codes)
    {
        using var reader = new StreamReader(new GZipStream(System.IO.File.OpenRead(File), CompressionMode.Decompress), Encoding.UTF8);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            var code = line[..comma].Trim('"');
            if (codes.Contains(code)) names[code] = line[(comma + 1)..].Split(',')[0].Trim('"');
        }
        return names;
    }
}
