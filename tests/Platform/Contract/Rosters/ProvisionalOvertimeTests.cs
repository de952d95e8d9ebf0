using System.Text.Json;
using Datarun.ServiceDefaults.Law;
using Datarun.Tests.Platform.Sharing;
using static Datarun.Tests.Platform.Contract.Rosters.DutyCounty;

namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>What a day is, is not certain before that year's holiday notice is there; 2019 is delivered with no calendar, and its real notice comes here while the services run.</summary>
[Collection(nameof(WatchedPlatform))]
public sealed class ProvisionalOvertimeTests(WatchedPlatform platform)
{
    [Fact]
    public async Task Overtime_of_a_year_without_a_notice_is_provisional_and_counted_again_when_the_notice_comes()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var (person, head) = (await duty.PersonAsync(duty.Township), await duty.PersonAsync(duty.Township));
        var sunday = await duty.ApprovedAsync(person, duty.Township, "2019-09-29", "08:00", "17:00");
        var friday = await duty.ApprovedAsync(person, duty.Township, "2019-10-04", "08:00", "17:00");
        Assert.Equal(("REST_DAY", "540", "true"), (sunday["dayKind"].ToString(), sunday["minutes"].ToJsonString(), sunday["provisional"].ToJsonString()));
        Assert.Equal(("WORKDAY", "60", "true"), (friday["dayKind"].ToString(), friday["minutes"].ToJsonString(), friday["provisional"].ToJsonString()));
        var balance = await duty.BalanceAsync(person);
        Assert.Equal((0, 600), (balance["owed"]!.GetValue<int>(), balance["provisional"]!.GetValue<int>()));
        (await duty.TakeAsync(person, "2020-05-11", 60)).IsProblem(422, "COMP_TIME_EXCEEDED");
        (await platform.Admin.PostAsync($"{Api}/comp-time/credits/{sunday["id"]}/certify", new { reason = "无", by = head })).IsProblem(409, "COMP_TIME_PROVISIONAL");

        var days = StatutoryDays.Of(2019).Concat([new(2019, 10, 4), new(2019, 10, 5), new(2019, 10, 6), new(2019, 10, 7)]).Select(d => new { date = $"{d:yyyy-MM-dd}", type = "public_holiday" })
            .Concat(new[] { "2019-09-29", "2019-10-12" }.Select(d => new { date = d, type = "transfer_workday" }));
        await File.WriteAllTextAsync(Path.Combine(platform.Notices, "2019.json"), JsonSerializer.Serialize(new { year = 2019, dates = days }), TestContext.Current.CancellationToken);

        var after = await RunningPlatform.EventuallyAsync(() => platform.Admin.GetAsync($"{Api}/overtime-entries/{friday["id"]}"), a => !a.Is(200)["provisional"].GetValue<bool>());
        Assert.Equal(("REST_DAY", "540"), (after["dayKind"].ToString(), after["minutes"].ToJsonString()));
        var worked = (await platform.Admin.GetAsync($"{Api}/overtime-entries/{sunday["id"]}")).Is(200);
        Assert.Equal(("WORKDAY", "60", "false"), (worked["dayKind"].ToString(), worked["minutes"].ToJsonString(), worked["provisional"].ToJsonString()));
        Assert.Equal(600, (await duty.BalanceAsync(person))["owed"]!.GetValue<int>());
        (await duty.TakeAsync(person, "2020-05-11", 60)).Is(201);
    }
}
