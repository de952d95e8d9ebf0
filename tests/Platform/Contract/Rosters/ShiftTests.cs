using static Datarun.Tests.Platform.Contract.Rosters.DutyCounty;

namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>Who is on duty (值班): one person, however many posts (scenario 22).</summary>
public sealed class ShiftTests(LocalPlatform platform)
{
    [Fact]
    public async Task Who_holds_five_posts_is_on_site_in_one_place_at_a_time_and_the_refusal_names_the_other()
    {
        var duty = await DutyCounty.OfAsync(platform);
        string[] units = [duty.Township, duty.County.Villages[0], duty.County.Villages[1], duty.County.Villages[2], duty.County.Code];
        var person = await duty.PersonAsync(units);
        var first = (await duty.ShiftAsync(person, units[0], "2026-04-05", "08:00", "08:00")).Is(201)
            .Has("id:string person:string unit:string duty:string day:date from:string to:string fromAt:instant toAt:instant onSite:bool state=PLANNED");
        Assert.Equal(("2026-04-05T00:00:00Z", "2026-04-06T00:00:00Z"), (first["fromAt"].ToString(), first["toAt"].ToString()));
        var refused = (await duty.ShiftAsync(person, units[3], "2026-04-06", "07:59", "12:00")).IsProblem(409, "SHIFT_OVERLAPS");
        Assert.Equal(first["id"].ToString(), refused["other"]["id"]!.ToString());
        (await duty.ShiftAsync(person, units[3], "2026-04-06", "08:00", "12:00")).Is(201);
        // Who can only be called may be so for several.
        (await duty.ShiftAsync(person, units[1], "2026-04-05", "20:00", "23:00", onSite: false)).Is(201);
        // One who cancels makes room; what was cancelled stays on record.
        var path = $"{Api}/shifts/{first["id"]}";
        Assert.Equal("CANCELLED", (await platform.Admin.PostAsync($"{path}/cancel", new { reason = "换班" })).Is(200)["state"].ToString());
        (await duty.ShiftAsync(person, units[4], "2026-04-05", "09:00", "17:00")).Is(201);
        (await duty.ShiftAsync(person, units[0], "2026-04-05", "08:00", "08:00", id: Guid.Parse(first["id"].ToString()))).IsProblem(409, "SHIFT_CANCELLED");
        var all = (await platform.Admin.GetAsync($"{Api}/shifts?person={person}&from=2026-04-05&to=2026-04-06")).Is(200).Items;
        Assert.Equal(["09:00", "20:00", "08:00"], all.Select(s => s!["from"]!.ToString()));
        Assert.Equal(path[^36..], Assert.Single((await platform.Admin.GetAsync($"{Api}/shifts?under={duty.Township}&state=CANCELLED")).Is(200).Items)!["id"]!.ToString());
        var page = (await platform.Admin.GetAsync($"{Api}/shifts?under={duty.County.Code}&limit=2")).Is(200);
        Assert.Single((await platform.Admin.GetAsync($"{Api}/shifts?under={duty.County.Code}&limit=2&after={page["next"]}")).Is(200).Items);
    }

    [Fact]
    public async Task Of_shifts_that_two_keepers_enter_in_one_instant_one_is_kept()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var person = await duty.PersonAsync(duty.Township, duty.County.Villages[0]);
        for (var day = 1; day <= 20; day++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => duty.ShiftAsync(person, i % 2 == 0 ? duty.Township : duty.County.Villages[0], $"2026-07-{day:00}", $"{8 + i:00}:30", "20:00")));
            Assert.Equal(1, answers.Count(a => a.Status == 201));
            Assert.All(answers.Where(a => a.Status != 201), a => a.IsProblem(409, "SHIFT_OVERLAPS"));
        }
    }

    [Fact]
    public async Task Who_is_lent_is_on_duty_with_the_borrower_and_not_at_home_until_back()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var (home, away) = (duty.Township, duty.County.Townships[1]);
        var lending = await Lending.FromAsync(platform, home);
        var id = await lending.LentAsync(away, "2026-03-02", "2026-05-29");
        (await lending.ReturnAsync(id, "2026-05-11")).Is(200);
        (await duty.ShiftAsync(lending.Person, away, "2026-03-01", "09:00", "17:00")).IsProblem(422, "NOT_ON_POST_THERE");
        (await duty.ShiftAsync(lending.Person, away, "2026-05-10", "09:00", "17:00")).Is(201);
        (await duty.ShiftAsync(lending.Person, home, "2026-05-09", "09:00", "17:00")).IsProblem(422, "NOT_ON_POST_THERE");
        (await duty.ShiftAsync(lending.Person, home, "2026-05-11", "09:00", "17:00")).Is(201);
    }

    [Fact]
    public async Task Somebody_is_on_duty_only_where_a_post_of_theirs_is_and_nobody_where_a_place_has_ended()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var person = await duty.PersonAsync(duty.Township);
        (await duty.ShiftAsync(person, duty.County.Townships[1], "2025-10-11", "09:00", "17:00")).IsProblem(422, "NOT_ON_POST_THERE");
        (await duty.ShiftAsync(person, duty.Township, "2018-12-31", "09:00", "17:00")).IsProblem(422, "DAY_OUT_OF_RANGE");
        (await duty.ShiftAsync(person, duty.Township, TestCounty.Today.AddMonths(13).ToString("yyyy-MM-dd"), "09:00", "17:00")).IsProblem(422, "DAY_OUT_OF_RANGE");
        (await duty.ShiftAsync(Guid.NewGuid(), duty.Township, "2025-10-11", "09:00", "17:00")).IsProblem(422, "PERSON_UNKNOWN");
        (await duty.ShiftAsync(person, duty.Township, "2025-10-11", "9:00", "17:00")).IsProblem(400, "BODY_MALFORMED");
        await duty.County.EndAsync(new DateOnly(2025, 10, 10), duty.County.Villages[0]);
        (await duty.ShiftAsync(person, duty.County.Villages[0], "2025-10-11", "09:00", "17:00")).IsProblem(422, "PLACE_ENDED");
        (await duty.ShiftAsync(person, duty.County.Villages[0], "2025-10-10", "09:00", "17:00")).Is(201);
    }

    [Fact]
    public async Task A_keeper_puts_people_on_duty_within_the_own_area_and_is_not_told_of_duties_elsewhere()
    {
        var (here, there) = (await DutyCounty.OfAsync(platform), await DutyCounty.OfAsync(platform));
        var person = await here.PersonAsync(here.Township, there.Township);
        var (keeper, auditor) = (await platform.NewClientAsync(there.County.Code, "ROSTER_KEEPER"), await platform.NewClientAsync(there.County.Code, "AUDITOR"));
        var shift = (await here.ShiftAsync(person, here.Township, "2026-08-01", "08:00", "18:00")).Is(201)["id"].ToString();
        var refused = (await there.ShiftAsync(person, there.Township, "2026-08-01", "17:00", "20:00", by: keeper)).IsProblem(409, "SHIFT_OVERLAPS");
        Assert.DoesNotContain(shift, refused.Text);
        Assert.DoesNotContain(here.Township, refused.Text);
        (await there.ShiftAsync(person, here.Township, "2026-08-02", "17:00", "20:00", by: keeper)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        var own = (await there.ShiftAsync(person, there.Township, "2026-08-02", "17:00", "20:00", by: keeper)).Is(201)["id"].ToString();
        foreach (var reader in new[] { keeper, auditor })
        {
            (await reader.GetAsync($"{Api}/shifts/{own}")).Is(200);
            (await reader.GetAsync($"{Api}/shifts/{shift}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
            (await reader.GetAsync($"{Api}/shifts?person={person}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
            (await reader.GetAsync($"{Api}/shifts?under={here.Township}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
            (await reader.GetAsync($"{Api}/shifts")).IsProblem(400, "PARAMETER_INVALID");
            (await reader.GetAsync($"{Api}/people/{person}/load")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
            (await reader.GetAsync($"{Api}/comp-time?person={person}")).IsProblem(403, "OUTSIDE_YOUR_UNIT");
            (await reader.GetAsync($"{Api}/comp-time?under={there.County.Code}")).Is(200);
        }
        (await keeper.PostAsync($"{Api}/comp-time/{person}/take", new { day = "2026-08-03", minutes = 60 })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await keeper.PostAsync($"{Api}/shifts/{shift}/cancel", new { reason = "无" })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
    }

    [Fact]
    public async Task A_shift_is_changed_by_the_version_that_was_read_and_keeps_its_person()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var (one, other, id) = (await duty.PersonAsync(duty.Township), await duty.PersonAsync(duty.Township), Guid.NewGuid());
        var tag = (await duty.ShiftAsync(one, duty.Township, "2026-10-01", "08:00", "20:00", id: id)).Is(201).Headers.ETag!.ToString();
        Assert.Equal(tag, (await duty.ShiftAsync(one, duty.Township, "2026-10-01", "08:00", "20:00", id: id)).Is(200).Headers.ETag!.ToString());
        (await duty.ShiftAsync(one, duty.Township, "2026-10-01", "10:00", "20:00", id: id)).Is(200);
        (await duty.ShiftAsync(other, duty.Township, "2026-10-01", "10:00", "20:00", id: id)).IsProblem(409, "SHIFT_FIXED");
        (await platform.Admin.PostAsync($"{Api}/shifts/{id}/cancel", new { reason = "换班" }, ("If-Match", tag))).IsProblem(412, "VERSION_STALE");
    }

    [Fact]
    public async Task The_load_of_a_person_is_that_of_all_posts_with_the_shifts_and_overtime_of_the_week()
    {
        var duty = await DutyCounty.OfAsync(platform);
        var person = await duty.PersonAsync([duty.Township, .. duty.County.Villages.Take(3), duty.County.Code]);
        // Sunday evening into the week of Monday 2026-05-11, and out of it.
        (await duty.ShiftAsync(person, duty.Township, "2026-05-10", "20:00", "08:00")).Is(201);
        (await duty.ShiftAsync(person, duty.County.Code, "2026-05-13", "08:00", "08:00")).Is(201);
        (await duty.ShiftAsync(person, duty.Township, "2026-05-17", "18:00", "06:00")).Is(201);
        (await duty.ShiftAsync(person, duty.Township, "2026-05-15", "00:00", "06:00", onSite: false)).Is(201);
        (await duty.WorkAsync(person, duty.Township, "2026-05-14", "07:00", "10:00")).Is(201);
        var load = (await platform.Admin.GetAsync($"{Api}/people/{person}/load?on=2026-05-12")).Is(200)
            .Has("person:string on:date postLoad:integer posts:array week:string from:date to:date shiftMinutes:integer overtimeMinutes:integer minutes:integer legalMinutes:integer exceeds:bool rule:object");
        Assert.Equal(("100", 5, "2026-W20"), (load["postLoad"].ToJsonString(), load["posts"].AsArray().Count, load["week"].ToString()));
        Assert.Equal(("2280", "360", "180", "2400", "2400"), (
            load["shiftMinutes"].ToJsonString(), load["onCallMinutes"].ToJsonString(), load["overtimeMinutes"].ToJsonString(), load["minutes"].ToJsonString(), load["legalMinutes"].ToJsonString()));
        Assert.Equal(("false", "work.week.hours", "STATUTE"), (load["exceeds"].ToJsonString(), load["rule"]["id"]!.ToString(), load["rule"]["basis"]!.ToString()));
        (await platform.Admin.GetAsync($"{Api}/people/{person}/load?on=9999-12-31")).IsProblem(400, "PARAMETER_INVALID");
        (await platform.Admin.GetAsync($"{Api}/people/{person}/load?on=0001-01-01")).IsProblem(400, "PARAMETER_INVALID");
    }
}
