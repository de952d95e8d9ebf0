using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Sharing;

/// <summary>The ladder of article 28: the two sides, their authority, the people's government.</summary>
[Collection(nameof(WatchedPlatform))]
public sealed class DisputeTests(WatchedPlatform platform)
{
    [Fact]
    public async Task A_refusal_is_disputed_rung_by_rung_until_the_government_decides()
    {
        var sides = await TwoSides.InAsync(platform);
        var path = await sides.AskAsync([await sides.DefineAsync("residence")]);
        (await sides.Asker.PostAsync($"{path}/dispute", new { matter = "等不及" })).IsProblem(409, "NOTHING_TO_DISPUTE");
        (await sides.Holder.PostAsync($"{path}/reply", new { decision = "REFUSED", reason = "涉及隐私" })).Is(200);
        (await sides.Asker.PostAsync($"{path}/dispute/steps", new { step = "STATEMENT", reason = "x" })).IsProblem(404, "DISPUTE_UNKNOWN");
        var opened = (await sides.Asker.PostAsync($"{path}/dispute", new { matter = "拒绝理由无法律依据" })).Is(201);
        Assert.Equal(("NEGOTIATION", "PARTIES", "share.dispute.ladder"), (opened["dispute"]["rung"]!.ToString(), opened["dispute"]["before"]!["kind"]!.ToString(), opened["dispute"]["rule"]!["id"]!.ToString()));
        (await sides.Holder.PostAsync($"{path}/dispute", new { matter = "再开一个" })).IsProblem(409, "ALREADY_DISPUTED");

        (await sides.Asker.PostAsync($"{path}/dispute/steps", new { step = "ESCALATE", reason = "直接上报" })).IsProblem(409, "NEGOTIATE_FIRST").RestsOn("share.dispute.ladder");
        (await sides.Authority.PostAsync($"{path}/dispute/decision", new { decision = "SHARE", reason = "应当共享" })).IsProblem(409, "NEGOTIATE_FIRST").RestsOn("share.dispute.ladder");
        (await sides.Authority.PostAsync($"{path}/dispute/steps", new { step = "STATEMENT", reason = "先协商" })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await sides.Holder.PostAsync($"{path}/dispute/steps", new { step = "STATEMENT", reason = "可提供汇总数" })).Is(200);
        var escalated = (await sides.Asker.PostAsync($"{path}/dispute/steps", new { step = "ESCALATE", reason = "汇总数不能核验" })).Is(200);
        Assert.Equal(("SAME_LEVEL_AUTHORITY", sides.County.Code), (escalated["dispute"]["before"]!["kind"]!.ToString(), escalated["dispute"]["before"]!["area"]!.ToString()));
        Assert.Equal("ESCALATED", (await TwoSides.NoticesAsync(sides.Authority, path))[0]);
        (await sides.Asker.PostAsync($"{path}/dispute/steps", new { step = "ESCALATE", reason = "再上报" })).IsProblem(409, "NEGOTIATE_FIRST").RestsOn("share.dispute.ladder");

        (await sides.Authority.PostAsync($"{path}/dispute/decision", new { decision = "SHARE" })).IsProblem(422, "REASON_REQUIRED");
        var today = TestCounty.Today;
        var ruled = (await sides.Authority.PostAsync($"{path}/dispute/decision", new { decision = "SHARE", reason = "职责所需,应当共享" })).Is(200);
        Assert.Equal("PENDING", ruled["state"].ToString());
        if (TestCounty.Today == today) Assert.Equal(Workdays.After(today, 10), ruled["replyDueOn"].ToString());
        (await sides.Authority.PostAsync($"{path}/dispute/decision", new { decision = "NOT_SHARE", reason = "反悔" })).IsProblem(409, "ALREADY_RULED");
        foreach (var answer in new object[] { new { decision = "REFUSED", reason = "仍不同意" }, new { decision = "SUPPLEMENT_REQUIRED", missing = new[] { "再补" } } })
            (await sides.Holder.PostAsync($"{path}/reply", answer)).IsProblem(409, "SHARING_ORDERED");
        (await sides.Holder.PostAsync($"{path}/extension", new { workdays = 3, reason = "拖延" })).IsProblem(409, "SHARING_ORDERED");

        // The holder takes it to the government of the county, which decides for good.
        var government = await platform.NewClientAsync(sides.County.Code, "DECIDER");
        (await government.PostAsync($"{path}/dispute/decision", new { decision = "SHARE", reason = "早了" })).IsProblem(403, "NOT_YOUR_RUNG");
        (await sides.Holder.PostAsync($"{path}/dispute/steps", new { step = "ESCALATE", reason = "不服" })).Is(200);
        (await sides.Authority.PostAsync($"{path}/dispute/decision", new { decision = "SHARE", reason = "再裁" })).IsProblem(403, "NOT_YOUR_RUNG");
        Assert.Equal("PEOPLES_GOVERNMENT", (await government.GetAsync(path)).Is(200)["dispute"]["before"]!["kind"]!.ToString());
        var final = (await government.PostAsync($"{path}/dispute/decision", new { decision = "NOT_SHARE", reason = "应另行立项采集" })).Is(200);
        Assert.Equal(("REFUSED", true), (final["state"].ToString(), final["dispute"]["isOver"]!.GetValue<bool>()));
        (await sides.Asker.PostAsync($"{path}/dispute/steps", new { step = "STATEMENT", reason = "不服" })).IsProblem(409, "DISPUTE_OVER");
        Assert.Equal(["RECEIVED", "REFUSED", "DISPUTE_OPENED", "STATEMENT", "ESCALATED", "RULED", "ESCALATED", "RULED"], TwoSides.Steps(final));
    }

    [Fact]
    public async Task An_ordered_request_is_agreed_to_whole_and_negotiation_can_end_in_a_settlement()
    {
        var sides = await TwoSides.InAsync(platform);
        string[] elements = [await sides.DefineAsync("a"), await sides.DefineAsync("b")];
        var path = await RefusedAsync(sides, elements);
        (await sides.Holder.PostAsync($"{path}/dispute/steps", new { step = "STATEMENT", reason = "无" })).Is(200);
        (await sides.Asker.PostAsync($"{path}/dispute/steps", new { step = "ESCALATE", reason = "协商不成" })).Is(200);
        (await sides.Authority.PostAsync($"{path}/dispute/decision", new { decision = "SHARE", reason = "应当共享" })).Is(200);
        (await sides.Holder.PostAsync($"{path}/reply", new { decision = "AGREED", elements = elements[..1], reason = "只给一半" })).IsProblem(409, "SHARING_ORDERED");
        Assert.Equal("AGREED", (await sides.Holder.PostAsync($"{path}/reply", new { decision = "AGREED" })).Is(200)["state"].ToString());

        var other = await RefusedAsync(sides, [await sides.DefineAsync("c")]);
        (await sides.Holder.PostAsync($"{other}/dispute/steps", new { step = "AGREE" })).IsProblem(409, "NEGOTIATE_FIRST").RestsOn("share.dispute.ladder");
        (await sides.Holder.PostAsync($"{other}/dispute/steps", new { step = "PROPOSE", reason = "按月提供核验结果" })).Is(200);
        (await sides.Holder.PostAsync($"{other}/dispute/steps", new { step = "AGREE" })).IsProblem(409, "NEGOTIATE_FIRST").RestsOn("share.dispute.ladder");
        var settled = (await sides.Asker.PostAsync($"{other}/dispute/steps", new { step = "AGREE" })).Is(200);
        Assert.Equal(("SETTLED", "按月提供核验结果"), (settled["dispute"]["outcome"]!.ToString(), settled["dispute"]["decisionReason"]!.ToString()));
        (await sides.Asker.PostAsync($"{other}/dispute/steps", new { step = "ESCALATE", reason = "反悔" })).IsProblem(409, "DISPUTE_OVER");
    }

    [Fact]
    public async Task Across_counties_the_common_superior_authority_rules_and_nobody_elses()
    {
        var (here, there) = (await TwoSides.InAsync(platform), await TwoSides.InAsync(platform));
        var sides = here with { Holder = there.Holder };
        var path = await RefusedAsync(sides, [await there.DefineAsync("residence")]);
        var city = sides.County.Code[..4];
        (await sides.Asker.PostAsync($"{path}/dispute/steps", new { step = "STATEMENT", reason = "函商" })).Is(200);
        var before = (await sides.Asker.PostAsync($"{path}/dispute/steps", new { step = "ESCALATE", reason = "未回复" })).Is(200)["dispute"]["before"]!;
        Assert.Equal(("COMMON_SUPERIOR_AUTHORITY", city), (before["kind"]!.ToString(), before["area"]!.ToString()));
        foreach (var county in new[] { here.Authority, there.Authority })
            (await county.PostAsync($"{path}/dispute/decision", new { decision = "SHARE", reason = "x" })).IsProblem(403, "NOT_YOUR_RUNG");
        var superior = await platform.NewClientAsync($"{city}-DATA", "SHARING_AUTHORITY");
        (await superior.PostAsync($"{path}/dispute/decision", new { decision = "SHARE", reason = "应当共享" })).Is(200);
        var outsider = await here.County.OfficeAsync("TAX");
        (await outsider.GetAsync(path)).IsProblem(404, "SHARING_REQUEST_UNKNOWN");
        (await outsider.PostAsync($"{path}/dispute/steps", new { step = "STATEMENT", reason = "插话" })).IsProblem(404, "SHARING_REQUEST_UNKNOWN");
    }

    private static async Task<string> RefusedAsync(TwoSides sides, string[] elements)
    {
        var path = await sides.AskAsync(elements);
        (await sides.Holder.PostAsync($"{path}/reply", new { decision = "REFUSED", reason = "不便提供" })).Is(200);
        (await sides.Asker.PostAsync($"{path}/dispute", new { matter = "应当共享" })).Is(201);
        return path;
    }
}
