using System.Text;
using Ical.Net;

namespace Datarun.Tests.Platform.Tasks;

public sealed class CalendarTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;

    private async Task<HttpResponseMessage> ReadAsync(string url, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url.TrimStart('/'));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await platform.Http.SendAsync(request);
    }

    private static async Task<(AskedCounty Asked, ApiClient Village, string Url, string Id)> SubscribedAsync(RunningPlatform platform)
    {
        var asked = await AskedCounty.NewAsync(platform, ["TOWNSHIP"], change: f => f["title"] = "消火栓;完好率,与压力𠮷测试" + new string('长', 60));
        var village = await asked.ReporterAsync(asked.Village);
        var feed = (await village.PostAsync($"{Reports}calendar-feeds", new { unit = asked.Village })).Is(201);
        return (asked, village, feed["url"].ToString(), feed["id"].ToString());
    }

    [Fact]
    public async Task A_calendar_program_reads_what_is_due_without_a_token()
    {
        var (asked, village, url, _) = await SubscribedAsync(platform);
        using var response = await ReadAsync(url);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal("text/calendar", response.Content.Headers.ContentType!.MediaType);
        Assert.All(text.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 75, line));
        Assert.DoesNotContain('\ufffd', text);
        var day = Calendar.Load(text)!.Events.Single()!;
        Assert.Equal($"{asked.Request}.{asked.Village}@datarun", day.Uid);
        Assert.Equal(AskedCounty.Day(20), day.Start!.Value.ToString("yyyy-MM-dd"));
        Assert.False(day.Start.HasTime);
        Assert.Equal($"待填报:消火栓;完好率,与压力𠮷测试{new string('长', 60)}({TestCounty.Month})", day.Summary);
        Assert.Equal(0, day.Sequence);
        Assert.Single(day.Alarms);
        Assert.Contains("DTSTAMP:", text, StringComparison.Ordinal);
        using var english = await ReadAsync(url, ("Accept-Language", "en"));
        Assert.StartsWith("Report due: ", Calendar.Load(await english.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.Events.Single()!.Summary, StringComparison.Ordinal);
        using var byParameter = await ReadAsync($"{url}?lang=en");
        Assert.StartsWith("Report due: ", Calendar.Load(await byParameter.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.Events.Single()!.Summary, StringComparison.Ordinal);

        using var unchanged = await ReadAsync(url, ("If-None-Match", response.Headers.ETag!.Tag));
        Assert.Equal(304, (int)unchanged.StatusCode);

        // Filed: nothing is due. Returned: due again, and the event says that it was changed.
        (await asked.FileAsync(village, asked.Village, 4)).Is(200);
        Assert.Empty(await EventsAsync(url));
        (await asked.ReviewAsync(await asked.ReporterAsync(asked.County.Townships[0]), asked.Village, "RETURNED", "请核对\n压力")).Is(200);
        (await asked.Office.PostAsync($"{Reports}requests/{asked.Request}/extension", new { dueOn = AskedCounty.Day(30), reason = "顺延" })).Is(201);
        var again = (await EventsAsync(url)).Single();
        Assert.Equal((day.Uid, 2, AskedCounty.Day(30)), (again.Uid, again.Sequence, again.Start!.Value.ToString("yyyy-MM-dd")));
        Assert.StartsWith("退回更正:", again.Summary, StringComparison.Ordinal);
        Assert.Contains("请核对\n压力", again.Description, StringComparison.Ordinal);
        using var changed = await ReadAsync(url, ("If-None-Match", response.Headers.ETag.Tag));
        Assert.Equal(200, (int)changed.StatusCode);
    }

    [Fact]
    public async Task A_revoked_or_guessed_address_is_no_calendar()
    {
        var (asked, village, url, id) = await SubscribedAsync(platform);
        Assert.Equal(0, await platform.ReadAsync<int>("reports", "SELECT count(*) FROM calendar_feed WHERE encode(token_hash, 'escape') LIKE '%' || @token || '%'", new { token = url.Split('/')[^1][..^4] }));
        var listed = (await village.GetAsync($"{Reports}calendar-feeds?unit={asked.Village}")).Is(200);
        Assert.Equal(id, listed.Items.Single()!["id"]!.ToString());
        Assert.DoesNotContain(url.Split('/')[^1][..^4], listed.Text, StringComparison.Ordinal);
        var stranger = await asked.ReporterAsync(asked.County.Townships[1]);
        (await stranger.DeleteAsync($"{Reports}calendar-feeds/{id}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await stranger.GetAsync($"{Reports}calendar-feeds?unit={asked.Village}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await stranger.PostAsync($"{Reports}calendar-feeds", new { unit = asked.Village })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await village.PostAsync($"{Reports}calendar-feeds", new { unit = "12" + "\0" })).IsProblem(422, "CODE_INVALID");
        (await village.DeleteAsync($"{Reports}calendar-feeds/{id}")).Is(200);
        (await village.DeleteAsync($"{Reports}calendar-feeds/{id}")).Is(200);
        (await village.DeleteAsync($"{Reports}calendar-feeds/{Guid.NewGuid()}")).IsProblem(404, "CALENDAR_UNKNOWN");
        foreach (var wrong in new[] { url, "/api/reports/v1/calendar/guess.ics" })
        {
            using var response = await ReadAsync(wrong);
            Assert.Equal(404, (int)response.StatusCode);
        }
        using var nul = await ReadAsync("/api/reports/v1/calendar/%00.ics");
        Assert.Equal(400, (int)nul.StatusCode);
    }

    private async Task<IReadOnlyList<Ical.Net.CalendarComponents.CalendarEvent>> EventsAsync(string url)
    {
        using var response = await ReadAsync(url);
        return [.. Calendar.Load(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.Events];
    }
}
