namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>A county whose people can be put on duty.</summary>
public sealed class DutyCounty(RunningPlatform platform, TestCounty county)
{
    public const string Api = "api/rosters/v1";

    public static async Task<DutyCounty> OfAsync(RunningPlatform platform) => new(platform, await platform.NewCountyAsync());

    public TestCounty County => county;

    public string Township => county.Townships[0];

    /// <summary>Somebody with a post in each of these units since 2019, with 20 percent each.</summary>
    public async Task<Guid> PersonAsync(params string[] units)
    {
        var person = Guid.NewGuid();
        (await platform.Admin.PutAsync($"{Api}/people/{person}", new { name = "罗某", unit = units[0] })).Is(201);
        foreach (var unit in units)
        {
            var post = $"{unit}-{Guid.NewGuid():N}";
            (await platform.Admin.PutAsync($"{Api}/posts/{post}", new { unit, title = "应急岗", establishmentKind = "ADMINISTRATIVE", authorised = 1 })).Is(201);
            (await platform.Admin.PutAsync($"{Api}/assignments/{Guid.NewGuid()}", new { person, post, from = "2019-01-01", share = 20 })).Is(201);
        }
        return person;
    }

    public Task<Answer> ShiftAsync(Guid person, string unit, string day, string from, string to, bool onSite = true, Guid? id = null, ApiClient? by = null) =>
        (by ?? platform.Admin).PutAsync($"{Api}/shifts/{id ?? Guid.NewGuid()}", new { person, unit, duty = "森林防火值班", day, from, to, onSite });

    public Task<Answer> WorkAsync(Guid person, string unit, string day, string from, string to, int ordinaryMinutes = 0, Guid? id = null, string? ground = "DISASTER", ApiClient? by = null) =>
        (by ?? platform.Admin).PutAsync($"{Api}/overtime-entries/{id ?? Guid.NewGuid()}", new { person, unit, day, from, to, ground, task = "转移低洼处群众", ordinaryMinutes });

    /// <summary>Overtime that is approved at once; answers the entry.</summary>
    public async Task<Answer> ApprovedAsync(Guid person, string unit, string day, string from, string to, int ordinaryMinutes = 0)
    {
        var id = (await WorkAsync(person, unit, day, from, to, ordinaryMinutes)).Is(201)["id"].ToString();
        return (await platform.Admin.PostAsync($"{Api}/overtime-entries/{id}/approve", new { })).Is(200);
    }

    public Task<Answer> TakeAsync(Guid person, string day, int minutes, params (string, string)[] headers) => platform.Admin.PostAsync($"{Api}/comp-time/{person}/take", new { day, minutes }, headers);

    public async Task<System.Text.Json.Nodes.JsonNode> BalanceAsync(Guid person) =>
        Assert.Single((await platform.Admin.GetAsync($"{Api}/comp-time?person={person}")).Is(200).Items)!;
}
