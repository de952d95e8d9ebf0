using static Datarun.Tests.Platform.Contract.Rosters.DutyCounty;

namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>Time off owed for overtime (补休), and an allowance only where it cannot be taken (公务员法 第82条).</summary>
public sealed class CompTimeTests(LocalPlatform platform)
{
    [Fact]
    public async Task Of_a_worked_make_up_day_and_a_holiday_only_the_holiday_is_owed_and_what_cannot_be_taken_becomes_a_claim_without_a_multiple()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var (person, head) = (await duty.PersonAsync(duty.Township), await duty.PersonAsync(duty.Township));
        await duty.ApprovedAsync(person, duty.Township, "2025-01-26", "08:00", "16:00"); // A Sunday that is worked for the Spring Festival.
        var eve = await duty.ApprovedAsync(person, duty.Township, "2025-01-28", "14:00", "21:30"); // 除夕
        var credit = Assert.Single((await platform.Admin.GetAsync($"{Api}/comp-time/credits?under={duty.Township}&state=OVERDUE")).Is(200).Items)!;
        Shape.Of(credit, "entry:string person:string unit:string day:date minutes:integer taken:integer converted:integer left:integer useBy:date state=OVERDUE rule:object");
        Assert.Equal((eve["id"].ToString(), 450, "2025-07-28"), (credit["entry"]!.ToString(), credit["left"]!.GetValue<int>(), credit["useBy"]!.ToString()));
        // Past its use-by date it is late, and owed all the same.
        var balance = await duty.BalanceAsync(person);
        Assert.Equal((450, 450), (balance["owed"]!.GetValue<int>(), balance["overdue"]!.GetValue<int>()));
        (await duty.TakeAsync(person, "2025-09-01", 90)).Is(201);

        var certify = $"{Api}/comp-time/credits/{eve["id"]}/certify";
        (await platform.Admin.PostAsync(certify, new { reason = "人手不足", by = person })).IsProblem(422, "DECIDED_BY_ONESELF");
        (await platform.Admin.PostAsync(certify, new { reason = "人手不足", by = head, minutes = 361 })).IsProblem(422, "COMP_TIME_EXCEEDED");
        var claim = (await platform.Admin.PostAsync(certify, new { reason = "防汛期间无人顶岗", by = head })).Is(201)
            .Has("id:string person:string entry:string unit:string day:date minutes:integer hours:number reason:string certifiedBy:string certifiedAt:instant rateConfigured:bool yuanPerHour:number? yuan:number? rules:array");
        Assert.Equal(("360", "6.00", "false"), (claim["minutes"].ToJsonString(), claim["hours"].GetValue<decimal>().ToString("0.00"), claim["rateConfigured"].ToJsonString()));
        Assert.Null(claim.Json!["yuan"]);
        Assert.Equal("civil.overtime.order", claim["rules"][0]!["id"]!.ToString());
        Assert.Equal(claim["id"].ToString(), Assert.Single((await platform.Admin.GetAsync($"{Api}/allowance-claims?under={duty.Township}")).Is(200).Items)!["id"]!.ToString());
        balance = await duty.BalanceAsync(person);
        Assert.Equal((450, 90, 360, 0), (balance["earned"]!.GetValue<int>(), balance["taken"]!.GetValue<int>(), balance["converted"]!.GetValue<int>(), balance["owed"]!.GetValue<int>()));
        (await platform.Admin.PostAsync(certify, new { reason = "再报", by = head })).IsProblem(422, "COMP_TIME_EXCEEDED");
    }

    [Fact]
    public async Task Time_off_takes_the_oldest_first_and_no_more_than_is_owed_or_a_day_holds()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var person = await duty.PersonAsync(duty.Township);
        var later = await duty.ApprovedAsync(person, duty.Township, "2026-04-06", "08:00", "16:00");
        var older = await duty.ApprovedAsync(person, duty.Township, "2026-04-05", "08:00", "13:00");
        (await duty.TakeAsync(person, "2026-04-03", 60)).IsProblem(422, "COMP_TIME_EXCEEDED"); // Before it was worked.
        (await duty.TakeAsync(person, "2026-05-03", 60)).IsProblem(422, "TIME_OFF_NOT_ON_WORKDAY");
        (await duty.TakeAsync(person, "2026-05-07", 481)).IsProblem(422, "MINUTES_OUT_OF_RANGE").RestsOn("work.day.hours");
        var taken = (await duty.TakeAsync(person, "2026-05-07", 400)).Is(201).Has("id:string person:string day:date minutes:integer credits:array");
        Assert.Equal($"{older["id"]} 300, {later["id"]} 100", string.Join(", ", taken["credits"].AsArray().Select(c => $"{c!["entry"]} {c["minutes"]}")));
        Assert.Equal("400", (await duty.TakeAsync(person, "2026-05-07", 100)).IsProblem(409, "TIME_OFF_DAY_FULL")["taken"].ToJsonString());
        Assert.Equal("380", (await duty.TakeAsync(person, "2026-05-08", 381)).IsProblem(422, "COMP_TIME_EXCEEDED")["owed"].ToJsonString());
        // Nobody is on duty on a day off, nor off on a day of duty.
        (await duty.ShiftAsync(person, duty.Township, "2026-05-07", "18:00", "22:00")).IsProblem(409, "SHIFT_MEETS_TIME_OFF");
        var shift = (await duty.ShiftAsync(person, duty.Township, "2026-05-11", "20:00", "08:00")).Is(201)["id"].ToString();
        Assert.Equal(shift, (await duty.TakeAsync(person, "2026-05-11", 60)).IsProblem(409, "TIME_OFF_MEETS_SHIFT")["shift"]["id"]!.ToString());
        (await duty.TakeAsync(person, "2026-05-12", 60)).Is(201); // The day after the night.
        // What is called off is owed again.
        var path = $"{Api}/comp-time/time-off/{taken["id"]}/cancel";
        (await platform.Admin.PostAsync(path, new { reason = "临时召回" })).Is(200);
        (await platform.Admin.PostAsync(path, new { reason = "临时召回" })).Is(200);
        Assert.Equal(720, (await duty.BalanceAsync(person))["owed"]!.GetValue<int>());
        Assert.Equal(2, (await platform.Admin.GetAsync($"{Api}/comp-time/time-off?under={duty.Township}")).Is(200).Items.Count);
        (await duty.ShiftAsync(person, duty.Township, "2026-05-07", "18:00", "22:00")).Is(201);
    }

    [Fact]
    public async Task What_is_owed_is_taken_once_however_many_ask_in_one_instant_and_a_retry_takes_nothing_more()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var person = await duty.PersonAsync(duty.Township);
        await duty.ApprovedAsync(person, duty.Township, "2026-10-02", "08:00", "16:00");
        var answers = await Task.WhenAll(Enumerable.Range(12, 5).Select(d => duty.TakeAsync(person, $"2026-10-{d}", 200)));
        Assert.Equal(2, answers.Count(a => a.Status == 201));
        Assert.All(answers.Where(a => a.Status != 201), a => a.IsProblem(422, "COMP_TIME_EXCEEDED"));
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var once = (await duty.TakeAsync(person, "2026-10-20", 50, key)).Is(201);
        Assert.Equal(once.Text, (await duty.TakeAsync(person, "2026-10-20", 50, key)).Is(201).Text);
        Assert.Equal(30, (await duty.BalanceAsync(person))["owed"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_is_approved_in_advance_is_owed_when_it_was_worked()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var (person, head) = (await duty.PersonAsync(duty.Township), await duty.PersonAsync(duty.Township));
        var day = TestCounty.Today.AddDays(1);
        while (day.DayOfWeek != DayOfWeek.Saturday) day = day.AddDays(1);
        var entry = await duty.ApprovedAsync(person, duty.Township, day.ToString("yyyy-MM-dd"), "00:00", "24:00");
        Assert.Equal(0, (await duty.BalanceAsync(person))["owed"]!.GetValue<int>());
        (await duty.TakeAsync(person, TestCounty.Today.AddDays(14).ToString("yyyy-MM-dd"), 60)).Is(422);
        (await platform.Admin.PostAsync($"{Api}/comp-time/credits/{entry["id"]}/certify", new { reason = "无", by = head })).Is(409);
    }
}
