namespace Datarun.Tests.Platform.Validation;

/// <summary>A department's rules across forms.</summary>
public sealed class DepartmentRuleTests(LocalPlatform platform) : CheckedForm(platform)
{
    [Fact]
    public async Task A_department_rules_across_forms_on_its_own_elements_only()
    {
        var c = await CaseAsync();
        var health = await c.County.OfficeAsync("HEALTH");
        var insured = await c.County.DefineAsync(health, "insured");
        var form = $"health-{c.County.Code}";
        (await health.PutAsync($"{Reports}forms/{form}", TestCounty.Form(health, [insured]))).Is(201);
        var rule = $"insured-{c.County.Code}";
        var body = new { expression = $"{insured} <= {c.Elements[2]}", message = "参保人数不应多于总人数" };
        (await c.Village.PutAsync($"{Reports}validation-rules/{rule}", body)).Is(403);
        (await (await c.County.OfficeAsync("LAND")).PutAsync($"{Reports}validation-rules/{rule}", body)).IsProblem(403, "NOT_SOURCE_OF_ANY");
        (await health.PutAsync($"{Reports}validation-rules/{rule}", body)).Is(201);
        (await health.PutAsync($"{Reports}validation-rules/{rule}", body)).Is(200);
        (await c.Office.PutAsync($"{Reports}validation-rules/{rule}", body)).IsProblem(409, "RULE_OF_ANOTHER_DEPARTMENT");
        Assert.Equal(health.Unit, (await c.Village.GetAsync($"{Reports}validation-rules/{rule}")).Is(200)["department"].ToString());
        var (mine, theirs) = (await c.AskAsync(), (await health.PostAsync($"{Reports}requests", new
        {
            form, period = MonthAt(0), under = c.County.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd"),
        })).Is(201)["id"].ToString());
        object Insured(int n) => new { values = new Dictionary<string, object> { [insured] = n } };
        Assert.Empty((await c.FileAsync(mine, [5, 5, 10])).Is(200)["problems"].AsArray());
        (await c.Village.PutAsync($"{Reports}tasks/{theirs}.{c.County.Village}/filing", Insured(11))).IsProblem(422, "VALIDATION_FAILED");
        (await c.Village.PutAsync($"{Reports}tasks/{theirs}.{c.County.Village}/filing", Insured(10))).Is(200);
        // Civil affairs' own form is remarked on by the rule of health, and not refused.
        Assert.Equal(rule, (await c.FileAsync(mine, [4, 5, 9])).Is(200)["problems"][0]!["rule"]!.ToString());
        (await c.Office.DeleteAsync($"{Reports}validation-rules/{rule}")).Is(403);
        (await health.DeleteAsync($"{Reports}validation-rules/{rule}")).Is(204);
        Assert.Empty((await c.FileAsync(mine, [3, 5, 8])).Is(200)["problems"].AsArray());
        (await health.GetAsync($"{Reports}validation-rules/{rule}")).IsProblem(404, "VALIDATION_RULE_UNKNOWN");
    }
}
