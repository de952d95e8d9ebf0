using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Sharing;

namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>What is read of secondments: who is away or on loan in a unit, and how each stands on a day.</summary>
[Collection(nameof(WatchedPlatform))]
public sealed class SecondmentListTests(WatchedPlatform platform)
{
    private const string Rosters = Lending.Rosters;

    [Fact]
    public async Task A_headcount_says_who_is_in_establishment_but_not_on_post_and_who_works_there_on_loan()
    {
        var county = await platform.NewCountyAsync();
        var (home, away) = (county.Townships[0], county.Townships[1]);
        var lending = await Lending.FromAsync(platform, home);
        (await platform.Admin.PutAsync($"{Rosters}/posts/{home}-MORE", new { unit = home, title = "第二岗", establishmentKind = "ADMINISTRATIVE", authorised = 1 })).Is(201);
        (await lending.AssignAsync($"{home}-MORE", "2024-03-01", 30)).Is(201);
        await Lending.FromAsync(platform, home);
        var id = await lending.LentAsync(away, "2026-03-02", "2026-05-29");
        // Two people, of whom one has two posts; who is lent counts at home, and is said to be away. The borrower has no post of its own.
        Assert.Equal([$"{home} 2 1 0 7", $"{away} 0 0 1 0"], await HeadcountsAsync("2026-03-02"));
        Assert.Equal([$"{home} 2 0 0 7"], await HeadcountsAsync("2026-03-01"));
        Assert.Equal([$"{home} 2 1 0 7", $"{away} 0 0 1 0"], await HeadcountsAsync("2026-06-30")); // Not back yet.
        (await lending.ReturnAsync(id, "2026-06-15")).Is(200);
        Assert.Equal([$"{home} 2 1 0 7", $"{away} 0 0 1 0"], await HeadcountsAsync("2026-06-14"));
        Assert.Equal([$"{home} 2 0 0 7"], await HeadcountsAsync("2026-06-15"));

        async Task<string[]> HeadcountsAsync(string on) =>
            [.. (await platform.Admin.PagesAsync($"{Rosters}/headcounts?under={county.Code}&on={on}", 1)).Select(i => $"{i["unit"]} {i["onPost"]} {i["lentOut"]} {i["onLoan"]} {i["establishment"]}")];
    }

    [Fact]
    public async Task A_list_is_read_in_pages_by_the_state_of_a_day()
    {
        var county = await platform.NewCountyAsync();
        var ids = new List<string>();
        for (var n = 0; n < 5; n++) ids.Add((await (await Lending.FromAsync(platform, county.Townships[0])).LentAsync(county.Townships[1], "2026-03-02", "2026-05-29")).ToString());
        foreach (var (under, state, on, expected) in new[]
        {
            (county.Code, "ACTIVE", "2026-05-29", ids), (county.Townships[1], "ACTIVE", "2026-05-29", ids), (county.Townships[0], "PLANNED", "2026-03-01", ids), (county.Code, "OVERSTAY", "2026-05-30", ids),
            (county.Code, "RETURNED", "2026-05-30", []), (county.Villages[0], "ACTIVE", "2026-05-29", []),
        })
        {
            var seen = (await platform.Admin.PagesAsync($"{Rosters}/secondments?under={under}&state={state}&on={on}", 2)).Select(i => i["id"]!.ToString());
            Assert.Equal(expected.Order(StringComparer.Ordinal), seen);
        }
    }
}
