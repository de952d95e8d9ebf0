namespace Datarun.Tests.Platform.Contract.Accountability;

/// <summary>The three lists of a township, by date.</summary>
public class DutyListTests(LocalPlatform platform)
{
    public static object[] Items(string kindOfFire = "TAKEN_BACK") =>
    [
        new { code = "B-1", title = "困难群众摸排", kind = "BASIC", legalBasis = "社会救助暂行办法 第四条" },
        new { code = "C-1", title = "自建房安全排查", kind = "COOPERATE", lead = "县住房和城乡建设局", part = "发现并上报线索", legalBasis = "乡镇履行职责事项清单" },
        new { code = "T-1", title = "建筑消防设计审查许可", kind = kindOfFire, legalBasis = "消防法 第十条" },
    ];

    [Fact]
    public async Task A_list_is_published_for_a_day_and_read_as_it_was_in_force()
    {
        var county = await platform.NewCountyAsync();
        var authority = await platform.NewClientAsync(county.Code, "SHARING_AUTHORITY");
        var path = $"api/accountability/v1/duty-lists/{county.Townships[0]}";
        (await authority.PutAsync($"{path}/2026-01-01", Items())).Is(201);
        (await authority.PutAsync($"{path}/2026-01-01", Items())).Is(200);
        (await authority.PutAsync($"{path}/2026-04-01", Items("BASIC"))).Is(201);

        var march = (await authority.GetAsync($"{path}?on=2026-03-01")).Is(200).Has("validFrom=2026-01-01 validTo=2026-03-31 items:array");
        var item = Shape.Of(march["items"][1], "code=C-1 title:string kind=COOPERATE lead:string part:string legalBasis:string");
        Assert.Equal("发现并上报线索", item["part"]!.ToString());
        Assert.Equal("TAKEN_BACK", march["items"][2]!["kind"]!.ToString());
        Assert.Equal("BASIC", (await authority.GetAsync($"{path}?on=2026-04-01")).Is(200)["items"][2]!["kind"]!.ToString());
        (await authority.GetAsync($"{path}?on=2025-12-31")).IsProblem(404, "NO_LIST_IN_FORCE");
    }

    [Fact]
    public async Task A_cooperation_names_who_leads_and_the_townships_own_part_and_everything_names_its_basis()
    {
        var county = await platform.NewCountyAsync();
        var path = $"api/accountability/v1/duty-lists/{county.Townships[0]}/2026-01-01";
        async Task RefusedAsync(object item, string pointer)
        {
            var refused = (await platform.Admin.PutAsync(path, new[] { item })).Is(422);
            Assert.Contains(refused["errors"].AsArray(), e => e!["pointer"]!.ToString() == pointer);
        }
        await RefusedAsync(new { code = "C", title = "t", kind = "COOPERATE", part = "上报", legalBasis = "某法" }, "/0/lead");
        await RefusedAsync(new { code = "C", title = "t", kind = "COOPERATE", lead = "某局", legalBasis = "某法" }, "/0/part");
        await RefusedAsync(new { code = "B", title = "t", kind = "BASIC" }, "/0/legalBasis");
        await RefusedAsync(new { code = "B", title = "t", kind = "BASIC", legalBasis = "属地管理" }, "/0/legalBasis");
        (await platform.Admin.PutAsync(path, Items().Append(Items()[0]).ToArray())).IsProblem(422, "DUTY_ITEM_TWICE");
        (await platform.Admin.PutAsync(path, Array.Empty<object>())).Is(422);
        (await platform.Admin.PutAsync(path, new[] { new { code = "B", title = "t", kind = "MAYBE", legalBasis = "某法" } })).IsProblem(400, "BODY_MALFORMED");
        (await platform.Admin.PutAsync("api/accountability/v1/duty-lists/999997001/2026-01-01", Items())).IsProblem(422, "UNIT_UNKNOWN");
    }

    [Fact]
    public async Task No_township_writes_its_own_duties()
    {
        var county = await platform.NewCountyAsync();
        var path = $"api/accountability/v1/duty-lists/{county.Townships[0]}/2026-01-01";
        (await (await platform.NewClientAsync(county.Townships[0], "SHARING_AUTHORITY")).PutAsync(path, Items())).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await (await platform.NewClientAsync(county.Townships[1], "SHARING_AUTHORITY")).PutAsync(path, Items())).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await (await platform.NewClientAsync(county.Code, "DEPARTMENT")).PutAsync(path, Items())).IsProblem(403, "RIGHT_MISSING");
    }
}
