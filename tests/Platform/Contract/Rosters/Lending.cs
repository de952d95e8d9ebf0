using Dapper;
using Npgsql;

namespace Datarun.Tests.Platform.Contract.Rosters;

/// <summary>A person on a post of a unit, who is lent.</summary>
internal sealed record Lending(RunningPlatform Platform, string Unit, string Post, Guid Person)
{
    public const string Rosters = "api/rosters/v1";

    /// <summary>Somebody holds a post of the unit from a day on.</summary>
    public static async Task<Lending> FromAsync(RunningPlatform platform, string unit, string since = "2024-03-01")
    {
        var lending = new Lending(platform, unit, $"{unit}-P{Guid.NewGuid():N}"[..40], Guid.NewGuid());
        (await platform.Admin.PutAsync($"{Rosters}/posts/{lending.Post}", new { unit, title = "农业农村岗", establishmentKind = "ADMINISTRATIVE", authorised = 3 })).Is(201);
        (await platform.Admin.PutAsync($"{Rosters}/people/{lending.Person}", new { name = "某甲", unit })).Is(201);
        (await lending.AssignAsync(lending.Post, since)).Is(201);
        return lending;
    }

    public Task<Answer> AssignAsync(string post, string since, int share = 60) =>
        Platform.Admin.PutAsync($"{Rosters}/assignments/{Guid.NewGuid()}", new { person = Person, post, from = since, share });

    public static string Path(Guid id) => $"{Rosters}/secondments/{id}";

    public Task<Answer> LendAsync(string borrower, string from, string until, Guid? id = null, object? exemption = null, ApiClient? by = null, string reason = "专班工作", params (string, string)[] headers) =>
        (by ?? Platform.Admin).PutAsync(Path(id ?? Guid.NewGuid()), new { person = Person, post = Post, borrower, from, until, reason, exemption }, headers);

    public async Task<Guid> LentAsync(string borrower, string from, string until, object? exemption = null) =>
        Guid.Parse((await LendAsync(borrower, from, until, exemption: exemption)).Is(201)["id"].ToString());

    public Task<Answer> RenewAsync(Guid id, string until, string askedOn, ApiClient? by = null, params (string, string)[] headers) =>
        (by ?? Platform.Admin).PostAsync($"{Path(id)}/renew", new { until, askedOn, reason = "工作未完成" }, headers);

    public Task<Answer> ReturnAsync(Guid id, string on, ApiClient? by = null, params (string, string)[] headers) => (by ?? Platform.Admin).PostAsync($"{Path(id)}/return", new { on }, headers);

    public async Task<string> StateAsync(Guid id, string on) => (await Platform.Admin.GetAsync($"{Path(id)}?on={on}")).Is(200)["state"].ToString();

    /// <summary>The events about a secondment, in order.</summary>
    public async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode>> EventsAsync(Guid id)
    {
        await using var connection = new NpgsqlConnection(Platform.ConnectionString("rosters"));
        var bodies = await connection.QueryAsync<string>("SELECT body FROM outbox WHERE type = 'SecondmentChanged' AND key = @key ORDER BY sequence", new { key = id.ToString() });
        return [.. bodies.Select(b => System.Text.Json.Nodes.JsonNode.Parse(b)!)];
    }

    /// <summary>The codes of the grounds of a refusal, each of which names its rule, and says so in both languages.</summary>
    public static string[] Grounds(Answer refused)
    {
        refused.IsProblem(422, "SECONDMENT_REFUSED");
        var grounds = refused["grounds"].AsArray();
        Assert.Equal(grounds.Select(g => g!["code"]!.ToString()), refused["errors"].AsArray().Select(e => e!["code"]!.ToString()));
        Assert.All(grounds, g => Assert.True(g!["text"]!.ToString().Any(c => c > 0x4E00) && g["textEn"]!.ToString().All(char.IsAscii)));
        return [.. grounds.Select(g => g!["code"]!.ToString()).Order(StringComparer.Ordinal)];
    }
}
