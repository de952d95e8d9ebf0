namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>Nobody is appointed but within the establishment and to a vacancy (公务员法 第43条).</summary>
public sealed class VacancyTests(LocalPlatform platform)
{
    private const string Rosters = "api/rosters/v1";

    [Fact]
    public async Task A_post_is_held_by_no_more_people_at_a_time_than_are_authorised()
    {
        var (post, people) = await PostAsync(authorised: 2);
        (await AssignAsync(people[0], post, "2026-01-05")).Is(201);
        (await AssignAsync(people[1], post, "2026-02-01", "2026-05-31")).Is(201);
        var refused = (await AssignAsync(people[2], post, "2026-05-31")).IsProblem(422, "NO_VACANCY");
        Assert.Equal(("2", "2026-05-31", "/post"), (refused["authorised"].ToJsonString(), refused["on"].ToString(), refused["errors"][0]!["pointer"]!.ToString()));
        // One who came before, and stays until the third would be there.
        (await AssignAsync(people[2], post, "2025-01-01")).IsProblem(422, "NO_VACANCY");
        var third = Guid.NewGuid();
        (await AssignAsync(people[2], post, "2026-06-01", id: third)).Is(201);
        // Where fewer are authorised later, whoever is there stays, and leaves; nobody comes.
        (await platform.Admin.PutAsync($"{Rosters}/posts/{post}", Post(post[..9], authorised: 1))).Is(200);
        (await AssignAsync(people[2], post, "2026-06-01", "2026-12-31", third)).Is(200);
        (await AssignAsync(people[1], post, "2026-08-01")).IsProblem(422, "NO_VACANCY");
    }

    [Fact]
    public async Task Who_keeps_another_countys_roster_is_not_told_which_posts_somebody_holds_there()
    {
        var (post, people) = await PostAsync(authorised: 2);
        (await AssignAsync(people[0], post, "2026-01-05")).Is(201);
        var elsewhere = (await platform.NewCountyAsync()).Code;
        var keeper = await platform.NewClientAsync(elsewhere, "ROSTER_KEEPER");
        (await keeper.PutAsync($"{Rosters}/posts/{elsewhere}-P", Post(elsewhere, authorised: 1))).Is(201);
        var body = new { person = people[0], post = $"{elsewhere}-P", from = "2026-01-05", share = 90 };
        var refused = (await keeper.PutAsync($"{Rosters}/assignments/{Guid.NewGuid()}", body)).IsProblem(422, "POST_LOAD_EXCEEDED");
        Assert.DoesNotContain(post, refused.Text);
        Assert.Contains(post, (await platform.Admin.PutAsync($"{Rosters}/assignments/{Guid.NewGuid()}", body)).IsProblem(422, "POST_LOAD_EXCEEDED").Text);
    }

    private static object Post(string unit, int authorised) => new { unit, title = "防汛岗", establishmentKind = "ADMINISTRATIVE", authorised };

    private Task<Answer> AssignAsync(Guid person, string post, string from, string? to = null, Guid? id = null) =>
        platform.Admin.PutAsync($"{Rosters}/assignments/{id ?? Guid.NewGuid()}", new { person, post, from, to, share = 20 });

    private async Task<(string Post, Guid[] People)> PostAsync(int authorised)
    {
        var unit = (await platform.NewCountyAsync()).Townships[0];
        (await platform.Admin.PutAsync($"{Rosters}/posts/{unit}-FLOOD", Post(unit, authorised))).Is(201);
        Guid[] people = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        foreach (var person in people) (await platform.Admin.PutAsync($"{Rosters}/people/{person}", new { name = "某人", unit })).Is(201);
        return ($"{unit}-FLOOD", people);
    }
}
