using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Sharing;

/// <summary>More time for an answer, and what silence means.</summary>
[Collection(nameof(WatchedPlatform))]
public sealed class ExtensionTests(WatchedPlatform platform)
{
    [Fact]
    public async Task An_extension_counts_only_with_the_authoritys_consent_and_the_asker_has_notice_of_it()
    {
        var sides = await TwoSides.InAsync(platform);
        var path = await sides.AskAsync([await sides.DefineAsync("residence")]);
        var today = TestCounty.Today;
        var first = (await sides.Asker.GetAsync(path)).Is(200)["replyDueOn"].ToString();
        var asked = (await sides.Holder.PostAsync($"{path}/extension", new { workdays = 6, reason = "需与派出所逐户核对" })).Is(200);
        Assert.Equal(first, asked["replyDueOn"].ToString());
        Assert.Null(asked["extensions"][0]!["decision"]);
        (await sides.Holder.PostAsync($"{path}/extension", new { workdays = 1, reason = "再多一天" })).IsProblem(409, "EXTENSION_PENDING");
        Assert.Equal("EXTENSION_ASKED", (await TwoSides.NoticesAsync(sides.Authority, path))[0]);

        var consented = (await sides.Authority.PostAsync($"{path}/extension/consent", new { })).Is(200);
        if (TestCounty.Today != today) return; // Midnight in between.
        Assert.Equal(Workdays.After(today, 16), consented["replyDueOn"].ToString());
        Assert.Equal(sides.Authority.Unit, consented["extensions"][0]!["decidedBy"]!.ToString());
        Assert.Equal("EXTENSION_CONSENTED", (await TwoSides.NoticesAsync(sides.Asker, path))[0]);
        var step = (await sides.Asker.GetAsync(path)).Is(200)["history"].AsArray()[^1]!;
        Assert.Equal((first, Workdays.After(today, 16)), (step["wasDueOn"]!.ToString(), step["dueOn"]!.ToString()));

        // Ten workdays in all, however many times it is asked.
        var refused = (await sides.Holder.PostAsync($"{path}/extension", new { workdays = 5, reason = "仍需核对" })).IsProblem(422, "EXTENSION_TOO_LONG");
        Assert.Equal(("1–4", "share.reply.extension.max"), (refused["errors"][0]!["detail"]!.ToString(), refused["rule"]["id"]!.ToString()));
        (await sides.Holder.PostAsync($"{path}/extension", new { workdays = 4, reason = "仍需核对" })).Is(200);
        (await sides.Authority.PostAsync($"{path}/extension/consent", new { decision = "REFUSED" })).IsProblem(422, "REASON_REQUIRED");
        (await sides.Authority.PostAsync($"{path}/extension/consent", new { decision = "REFUSED", reason = "理由不充分" })).Is(200);
        Assert.Equal(Workdays.After(today, 16), (await sides.Asker.GetAsync(path)).Is(200)["replyDueOn"].ToString());
        (await sides.Holder.PostAsync($"{path}/extension", new { workdays = 4, reason = "补充了理由" })).Is(200);
        Assert.Equal(Workdays.After(today, 20), (await sides.Authority.PostAsync($"{path}/extension/consent", new { decision = "CONSENTED" })).Is(200)["replyDueOn"].ToString());
        (await sides.Holder.PostAsync($"{path}/extension", new { workdays = 1, reason = "再来" })).IsProblem(422, "EXTENSION_TOO_LONG");
    }

    [Fact]
    public async Task Others_neither_ask_for_more_time_nor_consent_to_it()
    {
        var sides = await TwoSides.InAsync(platform);
        var path = await sides.AskAsync([await sides.DefineAsync("residence")]);
        (await sides.Asker.PostAsync($"{path}/extension", new { workdays = 2, reason = "代为申请" })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await sides.Authority.PostAsync($"{path}/extension/consent", new { })).IsProblem(409, "NO_EXTENSION_ASKED");
        foreach (var bad in new object[] { new { reason = "没说几天" }, new { workdays = 0, reason = "x" }, new { workdays = -3, reason = "x" }, new { workdays = 2, reason = " " }, new { workdays = 2, reason = "a\0b" } })
            (await sides.Holder.PostAsync($"{path}/extension", bad)).Is(422);
        (await sides.Holder.PostAsync($"{path}/extension", """{"workdays":99999999999,"reason":"x"}""")).IsProblem(400, "BODY_MALFORMED");
        (await sides.Holder.PostAsync($"{path}/extension", new { workdays = 2, reason = "核对" })).Is(200);
        (await sides.Holder.PostAsync($"{path}/extension/consent", new { })).IsProblem(403, "RIGHT_MISSING");
        var stranger = await platform.NewClientAsync((await platform.NewCountyAsync()).Code, "SHARING_AUTHORITY");
        (await stranger.PostAsync($"{path}/extension/consent", new { })).IsProblem(404, "SHARING_REQUEST_UNKNOWN");
        // The province covers the county, but it is not on its level.
        var province = await platform.NewClientAsync($"{sides.County.Code[..2]}-DATA", "SHARING_AUTHORITY");
        Assert.Equal(sides.County.Code, (await province.PostAsync($"{path}/extension/consent", new { })).IsProblem(403, "NOT_THE_AUTHORITY")["area"].ToString());
        var own = await platform.NewClientAsync(sides.Holder.Unit, "SHARING_AUTHORITY");
        (await own.PostAsync($"{path}/extension/consent", new { })).IsProblem(403, "OWN_MATTER");
    }

    [Fact]
    public async Task Silence_is_put_on_record_laid_before_the_authority_and_grants_nothing()
    {
        var sides = await TwoSides.InAsync(platform);
        var element = await sides.DefineAsync("residence");
        var path = await sides.AskAsync([element]);
        (await sides.Holder.PostAsync($"{path}/extension", new { workdays = 2, reason = "未获同意" })).Is(200);
        var id = Guid.Parse(path[^36..]);
        await platform.ExecuteAsync("exchange", "UPDATE sharing_request SET reply_due_on = @day WHERE id = @id", new { id, day = TestCounty.Today.AddDays(-1).ToDateTime(default) });
        var overdue = await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync(path), a => a.Is(200)["state"].ToString() == "OVERDUE");
        Assert.Equal("share.overdue.record", overdue["overdueRule"]["id"]!.ToString());
        Assert.Contains("第39条", overdue["overdueRule"]["source"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(["RECEIVED", "EXTENSION_ASKED", "OVERDUE"], TwoSides.Steps(overdue));
        foreach (var told in new[] { sides.Asker, sides.Holder, sides.Authority }) Assert.Equal("OVERDUE", (await TwoSides.NoticesAsync(told, path))[0]);
        Assert.Equal([path[^36..]], (await sides.Authority.GetAsync($"{TwoSides.Requests}?state=OVERDUE")).Is(200).Items.Select(r => r!["id"]!.ToString()));
        Assert.Equal(1, await platform.ReadAsync<int>("exchange", "SELECT count(*)::int FROM outbox WHERE type = 'DeadlineMissed' AND body::text LIKE @like", new { like = $"%{id}%" }));
        (await sides.Asker.ReadAsync(element, sides.County.Code, purpose: Given.Purpose)).IsProblem(403, "GRANT_MISSING");
        // What had no effect on the last day cannot heal it.
        (await sides.Authority.PostAsync($"{path}/extension/consent", new { })).IsProblem(409, "EXTENSION_TOO_LATE");
        (await sides.Holder.PostAsync($"{path}/extension", new { workdays = 2, reason = "补" })).IsProblem(409, "EXTENSION_TOO_LATE");
        var late = (await sides.Holder.PostAsync($"{path}/reply", new { decision = "AGREED" })).Is(200);
        Assert.True(late["repliedLate"].GetValue<bool>());
        Assert.NotNull(late["overdueSince"]);
    }

    [Fact]
    public async Task A_request_says_which_post_signed_it_off_and_names_nobody_else()
    {
        var sides = await TwoSides.InAsync(platform);
        var element = await sides.DefineAsync("residence");
        var path = await sides.AskAsync([element], a => a["signOff"] = new { post = "共享工作机构负责人", on = TestCounty.Today.AddDays(-2).ToString("yyyy-MM-dd") });
        Assert.Equal("共享工作机构负责人", (await sides.Holder.GetAsync(path)).Is(200)["signOff"]["post"]!.ToString());
        (await sides.Asker.PostAsync(TwoSides.Requests, Given.Ask([element], sides.County.Code, a => a["signOff"] = new { post = "主任", on = TestCounty.Today.AddDays(2).ToString("yyyy-MM-dd") }))).IsProblem(422, "SIGN_OFF_AHEAD");
        (await sides.Asker.PostAsync(TwoSides.Requests, Given.Ask([element], sides.County.Code, a => a["signOff"] = new { post = " " }))).IsProblem(422, "FIELD_REQUIRED");
    }

    [Fact]
    public async Task Citizen_numbers_are_not_asked_for()
    {
        var sides = await TwoSides.InAsync(platform);
        var number = await sides.County.DefineAsync(sides.Holder, "number", b =>
            (b["type"], b["min"], b["aggregation"], b["identifier"], b["classification"], b["sharingClass"], b["conditions"]) = ("TEXT", null, "NONE", "CITIZEN_ID", 4, "CONDITIONAL", "限核验"));
        var refused = (await sides.Asker.PostAsync(TwoSides.Requests, Given.Ask([await sides.DefineAsync("residence"), number], sides.County.Code))).IsProblem(422, "CITIZEN_NUMBERS_NOT_EXCHANGED");
        Assert.Equal([number], refused["elements"].AsArray().Select(e => e!.ToString()));
        var incomplete = await sides.AskAsync([], a => a.Remove("until"));
        (await sides.Asker.PutAsync(incomplete, Given.Ask([number], sides.County.Code))).IsProblem(422, "CITIZEN_NUMBERS_NOT_EXCHANGED");
    }

    [Fact]
    public async Task A_part_may_be_agreed_to_with_the_reason_for_the_rest()
    {
        var sides = await TwoSides.InAsync(platform);
        string[] elements = [await sides.DefineAsync("a"), await sides.DefineAsync("b"), await sides.DefineAsync("c")];
        var path = await sides.AskAsync(elements);
        (await sides.Holder.PostAsync($"{path}/reply", new { decision = "AGREED", elements = new[] { elements[0] } })).IsProblem(422, "REASON_REQUIRED");
        (await sides.Holder.PostAsync($"{path}/reply", new { decision = "AGREED", elements = Array.Empty<string>() })).Is(422);
        (await sides.Holder.PostAsync($"{path}/reply", new { decision = "AGREED", elements = new[] { elements[0], "not.asked" }, reason = "x" })).IsProblem(422, "ELEMENT_NOT_ASKED");
        var replied = (await sides.Holder.PostAsync($"{path}/reply", new { decision = "AGREED", elements = new[] { elements[2], elements[0] }, reason = "b 与职责无关" })).Is(200);
        Assert.Equal([elements[0], elements[2]], replied["grant"]["elements"]!.AsArray().Select(e => e!.ToString()));
        Assert.Equal([elements[1]], replied["withheld"].AsArray().Select(e => e!.ToString()));
        (await sides.Asker.ReadAsync(elements[0], sides.County.Code, purpose: Given.Purpose)).Is(200);
        (await sides.Asker.ReadAsync(elements[1], sides.County.Code, purpose: Given.Purpose)).IsProblem(403, "GRANT_MISSING");
    }
}
