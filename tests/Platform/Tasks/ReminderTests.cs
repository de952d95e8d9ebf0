using Datarun.Reports;
using Datarun.Reports.Reminders;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Law;
using Microsoft.Extensions.DependencyInjection;

namespace Datarun.Tests.Platform.Tasks;

public sealed class ReminderTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;

    /// <summary>A workday far from today, so that no other test's reminders are near: due days are set to fit.</summary>
    private static readonly DateTimeOffset Monday = new(2031, 3, 3, 1, 0, 0, TimeSpan.Zero);

    /// <summary>What another instance of the service does on that morning: its own program, on the same database, built and not started.</summary>
    private async Task<bool> NoteAsync(DateTimeOffset at, bool crash = false)
    {
        await using var instance = ServiceHost.Build(ReportsService.Definition, [$"--ConnectionStrings:Database={platform.ConnectionString("reports")}", "--Bus=rabbitmq://nowhere/"]);
        await using var scope = instance.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await work.BeginAsync(TestContext.Current.CancellationToken);
        var window = ReminderWindow.Of(ChinaDay.Of(at), WorkdayCalendar.Default, Rules.Default)!;
        var noted = await NoteReminders.OfDayAsync(window, at, work, TestContext.Current.CancellationToken);
        if (crash) await work.RollbackAsync();
        else await work.CommitAsync(TestContext.Current.CancellationToken);
        return noted;
    }

    private Task<int> DueAsync(string request, string on) => platform.ExecuteAsync("reports", "UPDATE request SET due_on = @on::date WHERE id = @id", new { on, id = Guid.Parse(request) });

    [Fact]
    public async Task Only_those_who_still_have_something_to_type_are_reminded_and_once_a_day()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (county, reader) = (asked.County, await asked.ReporterAsync(asked.County.Code));
        string[] v = [.. county.Villages];
        (await asked.FileAsync(reader, v[0], 4)).Is(200);
        (await asked.Office.PutLinesAsync($"{Reports}values:record", [new { element = asked.Elements[0], unit = v[1], period = TestCounty.Month, value = 7 }])).Is(200);
        (await reader.PutAsync($"{Reports}standing-nils/{v[2]}/{asked.Form}", new { from = TestCounty.Month + "-01", reason = "无" })).Is(201);
        (await asked.Office.PostAsync($"{Reports}requests/{asked.Request}/recall", new { reason = "x", under = v[3] })).Is(201);
        await DueAsync(asked.Request, "2031-03-06");

        await NoteAsync(Monday, crash: true);
        Assert.Equal(0, await platform.ReadAsync<int>("reports", "SELECT count(*)::int FROM reminder WHERE request = @id", new { id = Guid.Parse(asked.Request) }));
        var runs = await Task.WhenAll(NoteAsync(Monday), NoteAsync(Monday), NoteAsync(Monday.AddHours(3)));
        Assert.Equal(1, runs.Count(noted => noted));
        var reminded = (await reader.GetAsync($"{Reports}reminders?unit={county.Code}&from=2031-03-03")).Is(200).Items;
        Assert.Equal([v[4], v[5]], reminded.Select(r => r!["unit"]!.ToString()));
        Assert.All(reminded, r => Assert.Equal(("2031-03-03", "2031-03-06"), (r!["day"]!.ToString(), r["dueOn"]!.ToString())));
        Assert.Equal(1, await platform.ReadAsync<int>(
            "reports", "SELECT count(*)::int FROM outbox WHERE type = 'RemindersDue' AND body::text LIKE '%' || @Request || '%' AND body::text LIKE '%\"units\":2%'", new { asked.Request }));
        Assert.Empty((await (await county.OfficeAsync("OTHER")).GetAsync($"{Reports}reminders?unit={county.Code}")).Is(200).Items);

        // The next day it is due in two workdays: again, once.
        Assert.True(await NoteAsync(Monday.AddDays(1)));
        Assert.False(await NoteAsync(Monday.AddDays(1)));
        Assert.Equal(4, (await reader.PagesAsync($"{Reports}reminders?unit={county.Code}&from=2031-03-03", 3)).Count);
    }

    [Fact]
    public async Task A_department_reminds_at_most_once_a_day()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var path = $"{Reports}requests/{asked.Request}/reminders";
        var first = await asked.Office.PostAsync(path, new { under = asked.County.Townships[0] });
        if (!WorkdayCalendar.Default.IsWorkday(TestCounty.Today))
        {
            first.IsProblem(409, "NO_WORKDAY");
            return;
        }
        Assert.Equal(3, first.Is(200)["units"].GetValue<int>());
        Assert.Equal(3, (await asked.Office.PostAsync(path, new { })).Is(200)["units"].GetValue<int>());
        Assert.Equal(0, (await asked.Office.PostAsync(path, new { })).Is(200)["units"].GetValue<int>());
        Assert.Equal(6, (await asked.Office.GetAsync($"{Reports}reminders?unit={asked.County.Code}")).Is(200).Items.Count);
    }
}
