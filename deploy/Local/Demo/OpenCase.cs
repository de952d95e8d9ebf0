namespace Datarun.Local.Demo;

/// <summary>Step 8: a case for a matter that was taken back is refused; one for a basic duty opens with its evidence already gathered.</summary>
internal static class OpenCase
{
    public static async Task PlayAsync(Stage stage)
    {
        var listed = await stage.As("admin").PutAsync($"api/accountability/v1/duty-lists/{stage.Township}/2026-01-01", new object[]
        {
            new { code = "B-017", title = "困难群众摸排和救助申请受理", kind = "BASIC", legalBasis = "社会救助暂行办法 第四条" },
            new { code = "C-042", title = "自建房安全排查", kind = "COOPERATE", lead = $"{DemoClients.County}-DISPUTES", part = "发现并上报线索", legalBasis = "乡镇履行职责事项清单" },
            new { code = "T-009", title = "建筑消防设计审查许可", kind = "TAKEN_BACK", takenBy = $"{DemoClients.County}-DISPUTES", how = "由县级部门依法办理", legalBasis = "乡镇履行职责事项清单" },
        });
        listed.Must();
        (await stage.As("township").PostAsync("api/accountability/v1/objections", new
        {
            unit = stage.Township, order = "未经核实按比例压减救助名单", orderedBy = $"{DemoClients.County}-CIVIL", saidOn = stage.Today, text = "与救助政策不符,建议逐户核实",
        })).Must();

        var decider = stage.As("discipline");
        object Case(string item) => new { unit = stage.Township, post = RegisterCounty.SafetyPost(stage), person = RegisterCounty.People[0].Id, dutyItem = item, actOn = stage.Today, matter = "群众反映事项未及时处理", openedBy = decider.Unit };
        var refused = await decider.PostAsync("api/accountability/v1/cases", Case("T-009"));
        var problem = refused.Must(422);
        stage.Tell(refused, $"{problem["code"]}: {problem["title"]}");
        Stage.Expect(problem["code"]!.ToString() == "NO_DUTY_IN_FORCE", "NO_DUTY_IN_FORCE", problem);

        var opened = await Stage.UntilAsync(() => decider.PostAsync("api/accountability/v1/cases", Case("B-017")), r => r.Is(201), "a case");
        var evidence = opened.Must(201)["evidence"]!;
        int Count(string kind) => evidence[kind]!.AsArray().Count;
        stage.Tell(opened, $"already holds {Count("filings")} filings, {Count("posts")} posts, {Count("objections")} objections");
        Stage.Expect(Count("filings") > 0 && Count("posts") > 0 && Count("objections") > 0, "evidence of all three kinds", evidence);
    }
}
