namespace Datarun.Local.Demo;

/// <summary>Step 1: divisions of a real county; departments, posts and people of its first township.</summary>
internal static class RegisterCounty
{
    private static readonly (string Code, string Name)[] Offices =
    [
        ("DATA", "德安县数据局"), ("ORGANISATION", "德安县委组织部"), ("CIVIL", "德安县民政局"), ("HEALTH", "德安县卫生健康委员会"),
        ("AGRICULTURE", "德安县农业农村局"), ("JUSTICE", "德安县司法局"), ("DISPUTES", "德安县综治中心"), ("DISCIPLINE", "德安县纪委监委"),
    ];

    /// <summary>Invented people, by opaque ids that stay the same whenever the demo is played.</summary>
    public static readonly (Guid Id, string Name)[] People =
    [
        (new("0199a000-0000-7000-8000-000000000001"), "罗演示"), (new("0199a000-0000-7000-8000-000000000002"), "陈示例"), (new("0199a000-0000-7000-8000-000000000003"), "周样本"),
    ];

    /// <summary>The post that the case of step 8 is about.</summary>
    public static string SafetyPost(Stage stage) => $"{stage.Township}-SAFETY";

    public static async Task PlayAsync(Stage stage)
    {
        var keeper = stage.As("organisation");
        foreach (var file in new[] { "townships.csv", "villages.csv" })
        {
            await using var csv = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Demo", "data", file));
            var reply = await keeper.PostCsvAsync("api/rosters/v1/divisions:import", csv);
            var body = reply.Must(200);
            stage.Tell(reply, $"{file}: received {body["received"]}, created {body["created"]}, unchanged {body["unchanged"]}");
            Stage.Expect(body["refused"]!.AsArray().Count == 0, "no line refused", body);
        }
        foreach (var (code, name) in Offices)
        {
            (await keeper.PutAsync($"api/rosters/v1/org-units/{DemoClients.County}-{code}", new { name, kind = "DEPARTMENT", division = DemoClients.County })).Must();
        }
        var posts = new (string Code, string Title)[] { (SafetyPost(stage), "应急管理岗"), ($"{stage.Township}-CIVIL", "民政岗"), ($"{stage.Township}-WINDOW", "便民服务岗") };
        foreach (var (code, title) in posts)
            (await keeper.PutAsync($"api/rosters/v1/posts/{code}", new { unit = stage.Township, title, establishmentKind = "ADMINISTRATIVE", authorised = 2 })).Must();
        foreach (var (id, name) in People) (await keeper.PutAsync($"api/rosters/v1/people/{id}", new { name, unit = stage.Township })).Must();
        for (var i = 0; i < People.Length; i++)
        {
            (await keeper.PutAsync($"api/rosters/v1/assignments/{AssignmentId(i)}", new
            {
                person = People[i].Id, post = posts[i].Code, from = "2026-01-05", share = 60, isPrimary = true,
            })).Must();
        }
        var heads = await keeper.GetAsync($"api/rosters/v1/headcounts?under={stage.Township}");
        stage.Tell(heads, $"{Offices.Length} offices, {posts.Length} posts, {People.Length} people: {heads.Must()["items"]![0]?.ToJsonString()}");
    }

    private static Guid AssignmentId(int i) => new($"0199a000-0000-7000-9000-00000000000{i + 1}");
}
