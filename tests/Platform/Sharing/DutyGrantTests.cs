using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Sharing;

/// <summary>What a duty needs is asked for from the duty list, and ends with the duty.</summary>
[Collection(nameof(WatchedPlatform))]
public sealed class DutyGrantTests(WatchedPlatform platform)
{
    private const string DutyItems = "api/exchange/v1/duty-items";

    private Task<Answer> PublishAsync(ApiClient body, DateOnly from, params object[] items) =>
        platform.Admin.PutAsync($"api/accountability/v1/duty-lists/{body.Unit}/{from:yyyy-MM-dd}", items);

    private static object Item(string code, IEnumerable<string>? elements, string kind = "BASIC") =>
        new { code, title = $"保障性住房资格审核{code}", kind, legalBasis = $"公共租赁住房管理办法 第{code}条", elements };

    private static async Task<Answer> ItemsAsync(ApiClient body, int count) =>
        await RunningPlatform.EventuallyAsync(() => body.GetAsync(DutyItems), a => a.Is(200).Items.Count == count);

    [Fact]
    public async Task Requests_are_drafted_from_a_duty_one_for_each_provider_and_leave_out_what_is_held_already()
    {
        var sides = await TwoSides.InAsync(platform);
        var tax = await sides.County.OfficeAsync("TAX");
        var (residence, income) = (await sides.DefineAsync("residence"), await sides.DefineAsync("income", tax));
        var open = await sides.County.DefineAsync(tax, "open");
        var secret = await sides.County.DefineAsync(tax, "secret", b => (b["sharingClass"], b["legalBasis"]) = ("NOT_SHARED", "某法 第一条"));
        string[] needs = [residence, income, open, secret, "not.defined"];
        (await PublishAsync(sides.Asker, TestCounty.Today.AddDays(-1), Item("12", needs), Item("13", null), Item("14", needs, "TAKEN_BACK"))).Is(201);
        Assert.Equal([.. needs.Order(StringComparer.Ordinal)], (await platform.Admin.GetAsync($"api/accountability/v1/duty-lists/{sides.Asker.Unit}?on={TestCounty.Today:yyyy-MM-dd}")).Is(200)["items"][0]!["elements"]!.AsArray().Select(e => e!.ToString()));
        Assert.Equal("1", (await PublishAsync(sides.Asker, TestCounty.Today.AddDays(-1), Item("12", needs), Item("13", null), Item("14", needs, "TAKEN_BACK"))).Is(200)["version"].ToString());

        var item = (await ItemsAsync(sides.Asker, 1)).Items[0]!;
        Assert.Equal(("12", "公共租赁住房管理办法 第12条"), (item["item"]!.ToString(), item["legalBasis"]!.ToString()));
        Assert.Equal([open], item["held"]!.AsArray().Select(e => e!.ToString()));
        Assert.Equal(["not.defined", secret], item["closed"]!.AsArray().Select(e => e!.ToString()).Order(StringComparer.Ordinal));
        var drafts = item["drafts"]!.AsArray();
        Assert.Equal([sides.Holder.Unit, tax.Unit], drafts.Select(d => d!["provider"]!.ToString()));

        // The draft is the body of the request; the asker adds method and time limit.
        var ask = drafts[0]!["ask"]!.DeepClone();
        Assert.Equal((sides.County.Code, residence, "保障性住房资格审核12"), (ask["scope"]!["under"]!.ToString(), ask["scope"]!["elements"]![0]!.ToString(), ask["scenario"]!.ToString()));
        Assert.Equal(["method", "until"], (await sides.Asker.PostAsync(TwoSides.Requests, ask)).Is(201)["missing"].AsArray().Select(m => m!.ToString()));
        Assert.Equal([residence], (await sides.Asker.GetAsync(DutyItems)).Is(200).Items[0]!["asked"]!.AsArray().Select(e => e!.ToString()));
        (ask["method"], ask["until"]) = ("API", $"{TestCounty.Today.Year + 1}-12-31");
        var asked = (await sides.Asker.PostAsync(TwoSides.Requests, ask)).Is(201).Has("state=PENDING dutyItem=12");
        var granted = (await sides.Holder.PostAsync($"{TwoSides.Requests}/{asked["id"]}/reply", new { decision = "AGREED" })).Is(200)["grant"];
        Assert.Equal("12", granted["dutyItem"]!.ToString());
        var after = (await sides.Asker.GetAsync(DutyItems)).Is(200).Items[0]!;
        Assert.Equal([open, residence], after["held"]!.AsArray().Select(e => e!.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal([tax.Unit], after["drafts"]!.AsArray().Select(d => d!["provider"]!.ToString()));
        Assert.Empty((await tax.GetAsync(DutyItems)).Is(200).Items);
    }

    [Fact]
    public async Task What_a_duty_says_need_not_be_stated_again_and_what_it_does_not_need_is_refused()
    {
        var sides = await TwoSides.InAsync(platform);
        var (residence, other) = (await sides.DefineAsync("residence"), await sides.DefineAsync("other"));
        (await PublishAsync(sides.Asker, TestCounty.Today, Item("1", [residence]), Item("2", [residence], "TAKEN_BACK"))).Is(201);
        var until = $"{TestCounty.Today.Year + 1}-12-31";
        var asked = (await sides.Asker.PostAsync(TwoSides.Requests, new { dutyItem = "1", method = "API", until })).Is(201).Has("state=PENDING dutyItem=1");
        Assert.Equal(("公共租赁住房管理办法 第1条", sides.County.Code, residence), (asked["legalBasis"].ToString(), asked["scope"]["under"]!.ToString(), asked["scope"]["elements"]![0]!.ToString()));
        Assert.Equal(other, (await sides.Asker.PostAsync(TwoSides.Requests, new { dutyItem = "1", method = "API", until, scope = new { elements = new[] { other } } })).IsProblem(422, "NOT_OF_DUTY")["errors"][0]!["detail"]!.ToString());
        (await sides.Asker.PostAsync(TwoSides.Requests, new { dutyItem = "2", method = "API", until })).IsProblem(422, "DUTY_ITEM_UNKNOWN");
        (await sides.Holder.PostAsync(TwoSides.Requests, new { dutyItem = "1", method = "API", until })).IsProblem(422, "DUTY_ITEM_UNKNOWN");
        (await PublishAsync(sides.Asker, TestCounty.Today, Item("1", Enumerable.Range(0, 101).Select(i => $"e{i}")))).IsProblem(422, "TEXT_INVALID");
        (await PublishAsync(sides.Asker, TestCounty.Today, Item("1", [" "]))).IsProblem(422, "FIELD_REQUIRED");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_grant_ends_when_the_list_in_force_no_longer_has_the_duty(bool lyingAhead)
    {
        var sides = await TwoSides.InAsync(platform);
        var residence = await sides.DefineAsync("residence");
        await sides.Holder.RecordAsync(residence, sides.County.Village, 3);
        (await PublishAsync(sides.Asker, TestCounty.Today.AddDays(-2), Item("7", [residence]), Item("8", null))).Is(201);
        var asked = (await sides.Asker.PostAsync(TwoSides.Requests, new { dutyItem = "7", method = "API", until = $"{TestCounty.Today.Year + 1}-12-31" })).Is(201);
        var id = (await sides.Holder.PostAsync($"{TwoSides.Requests}/{asked["id"]}/reply", new { decision = "AGREED" })).Is(200)["grant"]["id"]!.ToString();
        var other = await Given.GrantAsync(sides.Asker, sides.Holder, residence, sides.County.Village);
        (await sides.Asker.ReadAsync(residence, sides.County.Code, purpose: "保障性住房资格审核7")).Is(200);

        // The same duty in a newer list changes nothing.
        (await PublishAsync(sides.Asker, TestCounty.Today.AddDays(-1), Item("7", [residence]))).Is(201);
        var next = TestCounty.Today.AddDays(lyingAhead ? 30 : 0);
        (await PublishAsync(sides.Asker, next, Item("8", [residence]))).Is(201);
        if (lyingAhead)
        {
            var item = (await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync(DutyItems), a => a.Is(200).Items[0]!["endsOn"] is not null)).Items[0]!;
            Assert.Equal(next.AddDays(-1).ToString("yyyy-MM-dd"), item["endsOn"]!.ToString());
            Assert.Equal("ACTIVE", (await sides.Asker.GetAsync($"{TwoSides.Grants}/{id}")).Is(200)["state"].ToString());
            // The day comes.
            await platform.ExecuteAsync("exchange", "UPDATE duty_list SET valid_from = @today WHERE unit = @unit AND valid_from = @next; UPDATE duty_item SET valid_from = @today WHERE unit = @unit AND valid_from = @next",
                new { unit = sides.Asker.Unit, today = TestCounty.Today.ToDateTime(default), next = next.ToDateTime(default) });
        }
        var ended = await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync($"{TwoSides.Grants}/{id}"), a => a.Is(200)["state"].ToString() == "TERMINATED");
        Assert.Equal(("DUTY_ITEM_ENDED", "TERMINATED"), (ended["reason"].ToString(), TwoSides.Steps(ended)[^1]));
        Assert.Contains(ended["obligations"].AsArray(), o => o!["kind"]!.ToString() == "DISPOSAL" && o["doneAt"] is null);
        Assert.Contains("TERMINATED", await TwoSides.NoticesAsync(sides.Holder, id));
        Assert.Equal(1, await platform.ReadAsync<int>("exchange", "SELECT count(*)::int FROM outbox WHERE type = 'GrantChanged' AND body LIKE @like", new { like = $"%{id}%TERMINATED%" }));
        (await sides.Asker.ReadAsync(residence, sides.County.Townships[1], purpose: "保障性住房资格审核7")).Is(403);
        Assert.Equal("ACTIVE", (await sides.Asker.GetAsync($"{TwoSides.Grants}/{other}")).Is(200)["state"].ToString());
    }
}
