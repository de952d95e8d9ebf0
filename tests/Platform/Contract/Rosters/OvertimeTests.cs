using static Datarun.Tests.Platform.Contract.Rosters.DutyCounty;

namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>Work outside the legal workday (加班), counted by the real calendars of 2025 and 2026 (scenario 25).</summary>
public sealed class OvertimeTests(LocalPlatform platform)
{
    [Theory]
    [InlineData("2025-09-28", "08:00", "16:00", "WORKDAY", 0)] // A Sunday that is worked for National Day.
    [InlineData("2026-05-09", "07:00", "17:30", "WORKDAY", 150)] // A Saturday that is worked for Labour Day.
    [InlineData("2025-10-06", "09:00", "18:00", "STATUTORY_HOLIDAY", 540)] // Mid-Autumn, inside the week of National Day.
    [InlineData("2026-02-20", "10:00", "12:00", "REST_DAY", 120)] // A Friday that is off for the Spring Festival, but no statutory day.
    [InlineData("2026-03-14", "13:00", "24:00", "REST_DAY", 660)]
    public async Task What_counts_of_a_day_follows_from_what_day_it_is_by_law(string day, string from, string to, string kind, int minutes)
    {
        var duty = await DutyCounty.OfAsync(platform);
        var entry = (await duty.WorkAsync(await duty.PersonAsync(duty.Township), duty.Township, day, from, to)).Is(201)
            .Has("id:string person:string unit:string day:date from:string to:string ground=DISASTER task:string state=UNRECOGNISED dayKind:string worked:integer minutes:integer provisional:bool days:array decisions:array rules:array useBy:date?");
        Assert.Equal((kind, minutes, false), (entry["dayKind"].ToString(), entry["minutes"].GetValue<int>(), entry["provisional"].GetValue<bool>()));
        Assert.Equal("work.overtime.grounds@1995-05-01 work.day.hours@1995-05-01 civil.overtime.order@2019-06-01", string.Join(' ', entry["rules"].AsArray().Select(r => $"{r!["id"]}@{r["version"]}")));
    }

    [Fact]
    public async Task A_workday_is_over_after_eight_hours_on_all_posts_together_and_a_minute_counts_once()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var person = await duty.PersonAsync(duty.Township, duty.County.Villages[0]);
        Assert.Equal("0", (await duty.ApprovedAsync(person, duty.Township, "2026-03-11", "08:00", "13:00"))["minutes"].ToJsonString());
        Assert.Equal("120", (await duty.ApprovedAsync(person, duty.County.Villages[0], "2026-03-11", "14:00", "19:00"))["minutes"].ToJsonString());
        // An evening after a full day in the office, and another entry for part of the same evening.
        Assert.Equal("180", (await duty.ApprovedAsync(person, duty.Township, "2026-03-12", "19:00", "22:00", 480))["minutes"].ToJsonString());
        Assert.Equal("60", (await duty.ApprovedAsync(person, duty.County.Villages[0], "2026-03-12", "20:00", "23:00", 480))["minutes"].ToJsonString());
        Assert.Equal(120 + 180 + 60, (await duty.BalanceAsync(person))["owed"]!.GetValue<int>());
        // A night from a workday into the Dragon Boat Festival: each part by its own day.
        var night = await duty.ApprovedAsync(person, duty.Township, "2026-06-18", "22:00", "06:00");
        Assert.Equal("WORKDAY 120 0, STATUTORY_HOLIDAY 360 360", string.Join(", ", night["days"].AsArray().Select(d => $"{d!["kind"]} {d["worked"]} {d["minutes"]}")));
        Assert.Equal("2026-12-19", night["useBy"].ToString());
    }

    [Fact]
    public async Task Of_entries_for_one_evening_that_are_approved_in_one_instant_no_minute_counts_twice()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var person = await duty.PersonAsync(duty.Township);
        var ids = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i => (await duty.WorkAsync(person, duty.Township, "2025-05-31", $"{10 + i}:00", "20:00")).Is(201)["id"].ToString()));
        await Task.WhenAll(ids.Select(async id => (await platform.Admin.PostAsync($"{Api}/overtime-entries/{id}/approve", new { })).Is(200)));
        Assert.Equal(600, (await duty.BalanceAsync(person))["owed"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_nobody_approved_stays_visible_as_unrecognised_with_every_decision()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var (person, head) = (await duty.PersonAsync(duty.Township), await duty.PersonAsync(duty.Township));
        var id = Guid.NewGuid();
        await duty.WorkAsync(person, duty.Township, "2026-01-01", "08:00", "12:00", id: id);
        var path = $"{Api}/overtime-entries/{id}";
        Assert.Empty((await platform.Admin.GetAsync($"{Api}/comp-time?person={person}")).Is(200).Items);
        (await platform.Admin.PostAsync($"{path}/refuse", new { reason = " " })).IsProblem(422, "FIELD_REQUIRED");
        (await platform.Admin.PostAsync($"{path}/approve", new { by = person })).IsProblem(422, "DECIDED_BY_ONESELF");
        (await platform.Admin.PostAsync($"{path}/approve", new { by = Guid.NewGuid() })).IsProblem(422, "PERSON_UNKNOWN");
        var refused = (await platform.Admin.PostAsync($"{path}/refuse", new { reason = "未经安排", by = head })).Is(200);
        Assert.Equal(("UNRECOGNISED", "true", "0"), (refused["state"].ToString(), refused["refused"].ToJsonString(), refused["minutes"].ToJsonString()));
        var listed = Assert.Single((await platform.Admin.GetAsync($"{Api}/overtime-entries?under={duty.Township}&state=UNRECOGNISED")).Is(200).Items)!;
        Assert.Equal("未经安排", listed["decisions"]![0]!["reason"]!.ToString());
        (await platform.Admin.DeleteAsync(path)).IsProblem(405, "METHOD_NOT_ALLOWED");
        // Reconsidered; once more changes nothing.
        var approved = (await platform.Admin.PostAsync($"{path}/approve", new { by = head })).Is(200);
        Assert.Equal(("APPROVED", 2, "240", "2026-07-01"), (approved["state"].ToString(), approved["decisions"].AsArray().Count, approved["minutes"].ToJsonString(), approved["useBy"].ToString()));
        Assert.Equal(approved.Text, (await platform.Admin.PostAsync($"{path}/approve", new { })).Is(200).Text);
        var useBy = approved["rules"].AsArray()[^1]!;
        Assert.Equal(("civil.compTime.useBy", "LOCAL_POLICY"), (useBy["id"]!.ToString(), useBy["basis"]!.ToString()));
        (await duty.WorkAsync(person, duty.Township, "2026-01-01", "08:00", "18:00", id: id)).IsProblem(409, "OVERTIME_APPROVED");
        // Withdrawn while nothing was taken for it, not afterwards.
        await duty.TakeAsync(person, "2026-01-05", 60);
        (await platform.Admin.PostAsync($"{path}/refuse", new { reason = "误批" })).IsProblem(409, "OVERTIME_USED");
    }

    [Fact]
    public async Task There_is_no_overtime_without_a_ground_of_the_law_or_away_from_the_persons_posts()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var person = await duty.PersonAsync(duty.Township);
        (await duty.WorkAsync(person, duty.Township, "2026-05-03", "08:00", "12:00", ground: null)).IsProblem(422, "OVERTIME_GROUND_MISSING").RestsOn("work.overtime.grounds");
        (await duty.WorkAsync(person, duty.Township, "2026-05-03", "08:00", "12:00", ground: "ROUTINE")).IsProblem(400, "BODY_MALFORMED");
        (await duty.WorkAsync(person, duty.Township, "2026-05-03", "08:00", "12:00", ordinaryMinutes: 481)).IsProblem(422, "ORDINARY_MINUTES_OUT_OF_RANGE").RestsOn("work.day.hours");
        (await duty.WorkAsync(person, duty.County.Townships[1], "2026-05-03", "08:00", "12:00")).IsProblem(422, "NOT_ON_POST_THERE");
        (await duty.WorkAsync(person, duty.Township, "2019-05-31", "08:00", "12:00")).IsProblem(422, "DAY_OUT_OF_RANGE").RestsOn("civil.overtime.order");
        (await platform.Admin.GetAsync($"{Api}/overtime-entries/{Guid.NewGuid()}")).IsProblem(404, "OVERTIME_UNKNOWN");
    }
}
