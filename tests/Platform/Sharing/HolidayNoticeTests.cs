using System.Text.Json;
using Datarun.ServiceDefaults.Law;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Sharing;

/// <summary>The State Council's notice comes while the services run.</summary>
[Collection(nameof(WatchedPlatform))]
public sealed class HolidayNoticeTests(WatchedPlatform platform)
{
    [Fact]
    public async Task A_notice_is_taken_without_a_restart_and_what_was_provisional_is_computed_again_once_with_both_days_on_record()
    {
        var sides = await TwoSides.InAsync(platform);
        var before = (await sides.Asker.GetAsync("api/exchange/v1/calendar")).Is(200);
        var year = before["publishedYears"].AsArray().Max(y => y!.GetValue<int>()) + 1;
        var path = await sides.AskAsync([await sides.DefineAsync("residence")]);
        // As if it had come in March of a year that nobody has published: no statutory day lies in that month.
        var (received, old) = (new DateOnly(year, 3, 1), WorkdayCalendar.Default.AddWorkdays(new DateOnly(year, 3, 1), 10));
        Assert.True(old.Provisional);
        await platform.ExecuteAsync("exchange", "UPDATE sharing_request SET received_on = @received, reply_due_on = @due, provisional = true WHERE id = @id",
            new { id = Guid.Parse(path[^36..]), received = received.ToDateTime(default), due = old.On.ToDateTime(default) });

        // Half a file is no notice.
        var file = Path.Combine(platform.Notices, $"{year}.json");
        var off = Enumerable.Range(8, 7).Select(d => new DateOnly(year, 3, d)).ToList();
        var text = JsonSerializer.Serialize(new
        {
            year, dates = StatutoryDays.Of(year).Concat(off).Select(d => new { date = d.ToString("yyyy-MM-dd"), type = "public_holiday" }),
        });
        await File.WriteAllTextAsync(file, text[..(text.Length / 2)], TestContext.Current.CancellationToken);
        await RunningPlatform.EventuallyAsync(() => Task.FromResult(new Answer(200, platform.Program.Output, null, null!)), a => a.Text.Contains("A holiday notice is left out", StringComparison.Ordinal));
        Assert.Equal(before["version"].ToString(), (await sides.Asker.GetAsync("api/exchange/v1/calendar")).Is(200)["version"].ToString());
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);

        var after = await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync(path), a => !a.Is(200)["provisional"].GetValue<bool>());
        var due = received;
        for (var left = 10; left > 0;)
        {
            due = due.AddDays(1);
            if (due.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !off.Contains(due)) left--;
        }
        Assert.NotEqual(old.On, due);
        Assert.Equal(due.ToString("yyyy-MM-dd"), after["replyDueOn"].ToString());
        var step = after["history"].AsArray().Single(s => s!["kind"]!.ToString() == "DEADLINE_RECOMPUTED")!;
        Assert.Equal((old.On.ToString("yyyy-MM-dd"), due.ToString("yyyy-MM-dd")), (step["wasDueOn"]!.ToString(), step["dueOn"]!.ToString()));
        Assert.Equal("DEADLINE_RECOMPUTED", (await TwoSides.NoticesAsync(sides.Holder, path))[0]);
        Assert.NotEqual(before["version"].ToString(), (await sides.Asker.GetAsync("api/exchange/v1/calendar")).Is(200)["version"].ToString());
    }
}
