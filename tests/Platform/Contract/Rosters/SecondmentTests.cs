using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Sharing;

namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>A person of one unit works for another for a while (借调): limits, renewal, return, and what happens when nobody comes back.</summary>
[Collection(nameof(WatchedPlatform))]
public sealed class SecondmentTests(WatchedPlatform platform)
{
    private const string Rosters = Lending.Rosters;
    private static readonly object Exemption = new { ground = "省委批准的专项工作", legalBasis = "某省委〔2026〕3号" };

    [Fact]
    public async Task Who_is_not_back_after_the_last_day_overstays_and_both_units_and_the_organisation_department_are_told_once()
    {
        // 茶陵县湖口镇 lends to a body of its county, over the township's objection: the exemption is cited.
        (await platform.Admin.PostCsvAsync($"{Rosters}/divisions:import", "code,name\n430224,茶陵县\n430224103,湖口镇\n")).Is(200);
        (await platform.Admin.PutAsync($"{Rosters}/org-units/430224-LAND", new { name = "自然资源局", kind = "DEPARTMENT", division = "430224" })).Is(201);
        (await platform.Admin.PutAsync($"{Rosters}/org-units/430224-ORG", new { name = "县委组织部", kind = "ORGANISATION_DEPARTMENT", division = "430224" })).Is(201);
        var lending = await Lending.FromAsync(platform, "430224103");
        Assert.Equal(["SECONDMENT_FROM_BELOW"], Lending.Grounds(await lending.LendAsync("430224-LAND", "2026-02-09", "2026-07-09")));
        var lent = (await lending.LendAsync("430224-LAND", "2026-02-09", "2026-07-09", exemption: Exemption)).Is(201).Has(
            "id:string person:string post:string lender:string borrower:string from:date until:date returnedOn:date? state=OVERSTAY renewalOpen:bool renewal:object exemption:object rules:array history:array");
        var id = Guid.Parse(lent["id"].ToString());
        Assert.Equal(("430224103", "2026-06-25"), (lent["lender"].ToString(), lent["renewal"]["askBy"]!.ToString()));
        Assert.Equal(["secondment.fromCountyOrBelow STATUTE", "secondment.default.max LOCAL_POLICY", "secondment.total.max LOCAL_POLICY", "secondment.repeat.cooldown LOCAL_POLICY"],
            lent["rules"].AsArray().Select(r => $"{r!["id"]} {r["basis"]}"));
        Assert.All(lent["rules"].AsArray(), r => Shape.Of(r, "id:string version:date source:string"));

        Assert.Equal(["PLANNED", "ACTIVE", "ACTIVE", "OVERSTAY"],
            [await lending.StateAsync(id, "2026-02-08"), await lending.StateAsync(id, "2026-02-09"), await lending.StateAsync(id, "2026-07-09"), await lending.StateAsync(id, "2026-07-10")]);
        var told = await RunningPlatform.EventuallyAsync(() => platform.Admin.GetAsync(Lending.Path(id)), a => a.Is(200)["history"].AsArray().Count == 2);
        Assert.Equal(["430224103", "430224-LAND", "430224-ORG"], told["history"][1]!["tells"]!.AsArray().Select(t => t!.ToString()));
        Assert.Equal(("OVERSTAYED", "secondment.overstay.tell"), (told["history"][1]!["kind"]!.ToString(), told["history"][1]!["rules"]![0]!["id"]!.ToString()));
        // The clock goes on looking, and tells nothing more.
        await WatchedAsync();
        var events = await lending.EventsAsync(id);
        Assert.Equal(["OVERSTAY 0", "OVERSTAY 3"], events.Select(e => $"{e["state"]} {e["tells"]!.AsArray().Count}"));
        Assert.All(events, e => Assert.DoesNotContain("某甲", e.ToJsonString()));
        Assert.Equal([id.ToString()], await IdsAsync($"under=430224&state=OVERSTAY"));
        Assert.Empty(await IdsAsync("under=430224&state=OVERSTAY&on=2026-07-09"));

        // Too late by a day; in time, but too much at a time and in total; in time.
        var late = await lending.RenewAsync(id, "2027-01-09", "2026-06-26");
        Assert.Equal(["SECONDMENT_RENEWAL_LATE"], Lending.Grounds(late));
        Assert.Equal(("≤ 2026-06-25", "secondment.renew.before", "2026-01-01", "LOCAL_POLICY"), (late["grounds"][0]!["bound"]!.ToString(), Rule(late, "id"), Rule(late, "version"), Rule(late, "basis")));
        Assert.Equal(["SECONDMENT_TOO_LONG", "SECONDMENT_TOTAL_REACHED"], Lending.Grounds(await lending.RenewAsync(id, "2027-02-10", "2026-06-25")));
        var renewed = (await lending.RenewAsync(id, "2027-01-09", "2026-06-25")).Is(200);
        Assert.Equal(["LENT", "OVERSTAYED", "RENEWED"], renewed["history"].AsArray().Select(h => h!["kind"]!.ToString()));
        Assert.Equal("2026-07-09", renewed["history"][0]!["until"]!.ToString());
        Assert.Equal("ACTIVE", await lending.StateAsync(id, "2026-07-10"));
        Assert.Equal("OVERSTAY", await lending.StateAsync(id, "2027-01-10"));
    }

    [Fact]
    public async Task Who_overstays_anew_after_a_renewal_is_told_of_anew_and_a_late_record_of_the_return_hides_nothing()
    {
        var county = await platform.NewCountyAsync();
        var lending = await Lending.FromAsync(platform, county.Townships[0]);
        var id = await lending.LentAsync(county.Townships[1], "2026-01-12", "2026-03-20");
        await ToldAsync(lending, id, 1);
        (await lending.RenewAsync(id, "2026-05-20", "2026-03-06")).Is(200);
        await ToldAsync(lending, id, 2);
        // No look lies between: whoever records a return long past the last day tells it.
        var other = await Lending.FromAsync(platform, county.Townships[0]);
        var quick = Guid.NewGuid();
        (await other.LendAsync(county.Townships[1], "2026-01-12", "2026-03-20", quick)).Is(201);
        (await other.ReturnAsync(quick, "2026-04-01")).Is(200);
        await WatchedAsync();
        Assert.Equal(1, (await other.EventsAsync(quick)).Count(e => e["tells"]!.AsArray().Count > 0));
        Assert.Equal("RETURNED", (await other.EventsAsync(quick))[^1]["state"]!.ToString());
    }

    [Fact]
    public async Task Every_ground_is_told_at_once_with_what_would_be_right()
    {
        var county = await platform.NewCountyAsync();
        var lending = await Lending.FromAsync(platform, county.Townships[0], "2026-02-02");
        var first = await lending.LentAsync(county.Townships[1], "2026-02-02", "2026-06-02");
        (await lending.ReturnAsync(first, "2026-06-03")).Is(200);
        // By the county, for too long, too long in total, again too soon.
        var refused = await lending.LendAsync(county.Code, "2026-08-31", "2027-06-01");
        Assert.Equal(["SECONDMENT_FROM_BELOW", "SECONDMENT_REPEATED", "SECONDMENT_TOO_LONG", "SECONDMENT_TOTAL_REACHED"], Lending.Grounds(refused));
        Assert.Equal(["TOWNSHIP → COUNTY", "≤ 2027-02-28", "≤ 2027-05-03", "> 2028-06-03"], // 2027-08-31 less the 120 days before
            Bounds(refused));
        // On a day on which the post was not held yet; while lent already.
        var early = await lending.LendAsync(county.Townships[1], "2026-02-01", "2026-05-01");
        Assert.Equal(["SECONDMENT_OVERLAPS", "SECONDMENT_POST_NOT_HELD"], Lending.Grounds(early));
        Assert.Equal(["2026-02-01", "2026-02-02–2026-06-02"], Bounds(early));
        var chinese = await platform.Admin.PutAsync(Lending.Path(Guid.NewGuid()),
            new { person = lending.Person, post = lending.Post, borrower = county.Code, from = "2026-08-31", until = "2027-01-31", reason = "x" }, ("Accept-Language", "zh-CN"));
        Assert.Contains("不得从县及以下单位借调", chinese["errors"][0]!["title"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(("LOCAL_POLICY", "青海省委组织部等通知"), (refused["grounds"][1]!["rule"]!["basis"]!.ToString(), refused["grounds"][1]!["rule"]!["source"]!.ToString()));
    }

    [Fact]
    public async Task Six_months_from_the_end_of_August_end_with_February()
    {
        var county = await platform.NewCountyAsync();
        var lending = await Lending.FromAsync(platform, county.Townships[0]);
        Assert.Equal(["SECONDMENT_TOO_LONG"], Lending.Grounds(await lending.LendAsync(county.Townships[1], "2026-08-31", "2027-03-01")));
        (await lending.LendAsync(county.Townships[1], "2026-08-31", "2027-02-28")).Is(201);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_by_the_field()
    {
        var county = await platform.NewCountyAsync();
        var lending = await Lending.FromAsync(platform, county.Townships[0]);
        async Task RefusedAsync(string pointer, string code, Task<Answer> asked) => Assert.Equal(pointer, (await asked).IsProblem(422, code)["errors"][0]!["pointer"]!.ToString());
        await RefusedAsync("/until", "PERIOD_REVERSED", lending.LendAsync(county.Townships[1], "2026-03-02", "2026-03-01"));
        await RefusedAsync("/from", "SECONDMENT_DATE_OUT_OF_RANGE", lending.LendAsync(county.Townships[1], "0001-01-01", "2026-03-01"));
        await RefusedAsync("/until", "SECONDMENT_DATE_OUT_OF_RANGE", lending.LendAsync(county.Townships[1], "2026-03-01", "9999-12-31"));
        await RefusedAsync("/reason", "FIELD_REQUIRED", lending.LendAsync(county.Townships[1], "2026-03-01", "2026-03-31", reason: " "));
        await RefusedAsync("/borrower", "UNIT_UNKNOWN", lending.LendAsync("999999", "2026-03-01", "2026-03-31"));
        await RefusedAsync("/borrower", "SECONDMENT_WITHIN_UNIT", lending.LendAsync(county.Townships[0], "2026-03-01", "2026-03-31"));
        await RefusedAsync("/exemption/legalBasis", "FIELD_REQUIRED", lending.LendAsync(county.Code, "2026-03-01", "2026-03-31", exemption: new { ground = "专班", legalBasis = "" }));
        await RefusedAsync("/person", "PERSON_UNKNOWN", (lending with { Person = Guid.NewGuid() }).LendAsync(county.Townships[1], "2026-03-01", "2026-03-31"));
        await RefusedAsync("/post", "POST_UNKNOWN", (lending with { Post = "none" }).LendAsync(county.Townships[1], "2026-03-01", "2026-03-31"));
        await county.EndAsync(new DateOnly(2026, 3, 30), county.Villages[5]);
        await RefusedAsync("/borrower", "PLACE_ENDED", lending.LendAsync(county.Villages[5], "2026-03-01", "2026-03-31"));

        var id = await lending.LentAsync(county.Townships[1], "2026-03-02", "2026-05-29");
        await RefusedAsync("/on", "SECONDMENT_DATE_OUT_OF_RANGE", lending.ReturnAsync(id, "2026-03-01"));
        await RefusedAsync("/on", "SECONDMENT_DATE_OUT_OF_RANGE", lending.ReturnAsync(id, TestCounty.Today.AddDays(1).ToString("yyyy-MM-dd")));
        await RefusedAsync("/until", "SECONDMENT_NOT_LONGER", lending.RenewAsync(id, "2026-05-29", "2026-05-01"));
        await RefusedAsync("/askedOn", "SECONDMENT_DATE_OUT_OF_RANGE", lending.RenewAsync(id, "2026-06-29", TestCounty.Today.AddDays(1).ToString("yyyy-MM-dd")));
        foreach (var answer in new[] { await platform.Admin.GetAsync(Lending.Path(Guid.NewGuid())), await lending.ReturnAsync(Guid.NewGuid(), "2026-03-01"), await lending.RenewAsync(Guid.NewGuid(), "2026-06-29", "2026-03-01") })
            answer.IsProblem(404, "SECONDMENT_UNKNOWN");
        (await platform.Admin.GetAsync($"{Rosters}/secondments?under={county.Code}&state=LOST")).IsProblem(400, "PARAMETER_INVALID");
    }

    [Fact]
    public async Task A_return_is_kept_with_all_that_was_before_and_an_entry_by_mistake_counts_for_nothing()
    {
        var county = await platform.NewCountyAsync();
        var lending = await Lending.FromAsync(platform, county.Townships[0]);
        var mistake = await lending.LentAsync(county.Townships[1], "2026-03-02", "2026-05-29");
        (await lending.ReturnAsync(mistake, "2026-03-02")).Is(200);
        var id = await lending.LentAsync(county.Townships[1], "2026-03-02", "2026-05-29");
        var returned = (await lending.ReturnAsync(id, "2026-05-08", null, ("Idempotency-Key", $"{id}"))).Is(200);
        Assert.Equal(("RETURNED", "2026-05-08", "2026-05-29"), (returned["state"].ToString(), returned["returnedOn"].ToString(), returned["until"].ToString()));
        Assert.Equal("true", (await lending.ReturnAsync(id, "2026-05-08", null, ("Idempotency-Key", $"{id}"))).Is(200).Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(returned.Headers.ETag, (await lending.ReturnAsync(id, "2026-05-08")).Is(200).Headers.ETag);
        Assert.Equal("2026-05-08", (await lending.ReturnAsync(id, "2026-05-09")).IsProblem(409, "SECONDMENT_RETURNED")["returnedOn"].ToString());
        var over = (await lending.RenewAsync(id, "2026-08-28", "2026-05-04")).IsProblem(409, "SECONDMENT_RETURNED");
        Assert.Equal(("2028-05-09", "secondment.repeat.cooldown"), (over["notBefore"].ToString(), over["rule"]["id"]!.ToString()));
        Assert.Equal(["ACTIVE", "RETURNED"], [await lending.StateAsync(id, "2026-05-07"), await lending.StateAsync(id, "2026-05-08")]);
        Assert.Equal(["LENT", "RETURNED"], (await platform.Admin.GetAsync(Lending.Path(id))).Is(200)["history"].AsArray().Select(h => h!["kind"]!.ToString()).Where(k => k != "OVERSTAYED"));
    }

    [Fact]
    public async Task Until_its_first_day_it_can_be_changed_by_who_has_read_it_and_then_it_stays()
    {
        var county = await platform.NewCountyAsync();
        var lending = await Lending.FromAsync(platform, county.Townships[0]);
        string Day(int days) => TestCounty.Today.AddDays(days).ToString("yyyy-MM-dd");
        var id = Guid.NewGuid();
        var first = (await lending.LendAsync(county.Townships[1], Day(10), Day(40), id)).Is(201);
        Assert.Equal(("PLANNED", true), (first["state"].ToString(), (bool)first["renewalOpen"]));
        Assert.Equal(first.Headers.ETag, (await lending.LendAsync(county.Townships[1], Day(10), Day(40), id)).Is(200).Headers.ETag);
        var second = (await lending.LendAsync(county.Townships[1], Day(5), Day(30), id, headers: ("If-Match", first.Headers.ETag!.Tag))).Is(200);
        (await lending.LendAsync(county.Townships[1], Day(6), Day(30), id, headers: ("If-Match", first.Headers.ETag!.Tag))).IsProblem(412, "VERSION_STALE");
        Assert.Equal(["LENT", "CHANGED"], second["history"].AsArray().Select(h => h!["kind"]!.ToString()));
        (await lending.LendAsync(county.Villages[0], Day(5), Day(30), id)).IsProblem(409, "SECONDMENT_FIXED");
        (await lending.LendAsync(county.Townships[1], Day(0), Day(30), id)).Is(200);
        (await lending.LendAsync(county.Townships[1], Day(0), Day(60), id)).IsProblem(409, "SECONDMENT_FIXED");
        (await lending.ReturnAsync(id, Day(0), null, ("If-Match", "\"1\""))).IsProblem(412, "VERSION_STALE");
        Assert.Equal("ACTIVE", (await lending.ReturnAsync(id, Day(31))).Is(200)["state"].ToString()); // Agreed ahead.
    }

    [Fact]
    public async Task Either_side_and_the_areas_above_see_it_and_nobody_else_does()
    {
        var (county, other, foreign) = (await platform.NewCountyAsync(), await platform.NewCountyAsync(), await platform.NewCountyAsync());
        var lending = await Lending.FromAsync(platform, county.Townships[0]);
        var (lender, borrower) = (await platform.NewClientAsync(county.Townships[0], "ROSTER_KEEPER"), await platform.NewClientAsync(other.Code, "ROSTER_KEEPER"));
        var id = Guid.NewGuid();
        (await lending.LendAsync(other.Townships[0], "2026-03-02", "2026-05-29", id, by: borrower)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await lending.LendAsync(other.Townships[0], "2026-03-02", "2026-05-29", id, by: lender)).Is(201);
        foreach (var (unit, role) in new[] { (county.Townships[0], "ROSTER_KEEPER"), (county.Code, "AUDITOR"), (other.Townships[0], "ROSTER_KEEPER"), (other.Code, "AUDITOR"), ("CN", "AUDITOR") })
        {
            var client = await platform.NewClientAsync(unit, role);
            (await client.GetAsync(Lending.Path(id))).Is(200);
            var under = unit == "CN" ? county.Code : unit;
            Assert.Contains(id.ToString(), (await client.GetAsync($"{Rosters}/secondments?under={under}")).Is(200).Items.Select(i => i!["id"]!.ToString()));
        }
        foreach (var (unit, role, code) in new[] { (county.Townships[1], "ROSTER_KEEPER", "OUTSIDE_YOUR_UNIT"), (foreign.Code, "AUDITOR", "OUTSIDE_YOUR_UNIT"), (county.Townships[0], "REPORTER", "RIGHT_MISSING"), (county.Code, "DECIDER", "RIGHT_MISSING") })
        {
            var client = await platform.NewClientAsync(unit, role);
            (await client.GetAsync(Lending.Path(id))).IsProblem(403, code);
            (await client.GetAsync($"{Rosters}/secondments?under={county.Code}")).IsProblem(403, code);
            (await lending.ReturnAsync(id, "2026-05-29", client)).IsProblem(403, role == "AUDITOR" ? "RIGHT_MISSING" : code);
        }
        (await lending.RenewAsync(id, "2026-07-29", "2026-05-04", borrower)).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await lending.RenewAsync(id, "2026-07-29", "2026-05-04", lender)).Is(200);
        (await lending.ReturnAsync(id, "2026-07-30", borrower)).Is(200);
    }

    [Fact]
    public async Task A_keeper_is_not_told_when_somebody_was_lent_from_another_county()
    {
        var (county, other) = (await platform.NewCountyAsync(), await platform.NewCountyAsync());
        var lending = await Lending.FromAsync(platform, county.Townships[0]);
        (await lending.LendAsync(county.Townships[1], "2026-03-02", "2026-05-29")).Is(201);
        (await platform.Admin.PutAsync($"{Rosters}/posts/{other.Code}-P", new { unit = other.Code, title = "兼任岗", establishmentKind = "ADMINISTRATIVE", authorised = 1 })).Is(201);
        (await lending.AssignAsync($"{other.Code}-P", "2024-03-01", 20)).Is(201);
        var keeper = await platform.NewClientAsync(other.Code, "ROSTER_KEEPER");
        var there = lending with { Unit = other.Code, Post = $"{other.Code}-P" };
        (await platform.Admin.PutAsync($"{Rosters}/org-units/{other.Code}-LAND", new { name = "自然资源局", kind = "DEPARTMENT", division = other.Code })).Is(201);
        var refused = await there.LendAsync($"{other.Code}-LAND", "2026-04-01", "2026-05-31", by: keeper);
        Assert.Equal(["SECONDMENT_OVERLAPS"], Lending.Grounds(refused));
        Assert.DoesNotContain("2026-05-29", refused.Text);
        Assert.Contains("2026-05-29", (await there.LendAsync($"{other.Code}-LAND", "2026-04-01", "2026-05-31")).Text);
    }

    [Fact]
    public async Task Of_two_who_lend_or_renew_at_a_moment_one_comes_second()
    {
        var county = await platform.NewCountyAsync();
        for (var round = 0; round < 5; round++)
        {
            var lending = await Lending.FromAsync(platform, county.Townships[0]);
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => lending.LendAsync(county.Villages[n], $"2026-03-0{n + 1}", "2026-05-29")));
            var kept = Guid.Parse(Assert.Single(answers, a => a.Status == 201)["id"].ToString());
            Assert.All(answers.Where(a => a.Status != 201), a => Assert.Equal(["SECONDMENT_OVERLAPS"], Lending.Grounds(a)));
            var renewals = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => lending.RenewAsync(kept, "2026-08-28", "2026-05-04")));
            Assert.Single(renewals, r => r.Status == 200);
            Assert.All(renewals.Where(r => r.Status != 200), r => r.IsProblem(422, "SECONDMENT_NOT_LONGER"));
        }
    }

    private static string[] Bounds(Answer refused) => [.. refused["grounds"].AsArray().Select(g => g!["bound"]!.ToString())];

    private static string Rule(Answer refused, string member) => refused["grounds"][0]!["rule"]![member]!.ToString();

    private async Task<string[]> IdsAsync(string query) => [.. (await platform.Admin.GetAsync($"{Rosters}/secondments?{query}")).Is(200).Items.Select(i => i!["id"]!.ToString())];

    private static async Task ToldAsync(Lending lending, Guid id, int times) => await RunningPlatform.EventuallyAsync(
        () => lending.Platform.Admin.GetAsync(Lending.Path(id)), a => a.Is(200)["history"].AsArray().Count(h => h!["kind"]!.ToString() == "OVERSTAYED") == times);

    /// <summary>Waits until the clock has looked: until one that is due only now has been told of.</summary>
    private async Task WatchedAsync()
    {
        var county = await platform.NewCountyAsync();
        var lending = await Lending.FromAsync(platform, county.Townships[0]);
        for (var n = 0; n < 2; n++) await ToldAsync(lending with { Person = (lending = await Lending.FromAsync(platform, county.Townships[0])).Person }, await lending.LentAsync(county.Townships[1], "2026-01-12", "2026-01-16"), 1);
    }
}
