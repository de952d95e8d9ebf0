using Dapper;

namespace Datarun.Tests.Platform.Validation;

/// <summary>Rules of a form (勾稽关系): what they refuse, warn of and compare.</summary>
public sealed class RuleTests(LocalPlatform platform) : CheckedForm(platform)
{
    [Fact]
    public async Task A_contradiction_refuses_the_filing_in_words_until_it_is_mended()
    {
        var c = await CaseAsync(e => Sum(e));
        var request = await c.AskAsync();
        var refused = (await c.FileAsync(request, [5, 3, 9])).IsProblem(422, "VALIDATION_FAILED");
        Assert.Equal(c.Elements.Select(e => $"/values/{e}"), refused["errors"].AsArray().Select(e => e!["pointer"]!.ToString()));
        Assert.All(refused["errors"].AsArray(), e => Assert.Equal("男女之和应等于总数", e!["title"]!.ToString()));
        Assert.EndsWith($"{c.Elements[0]} 5, {c.Elements[1]} 3, {c.Elements[2]} 9", refused["errors"][0]!["detail"]!.ToString());
        Assert.Equal("PENDING", (await c.Village.GetAsync($"{Reports}tasks/{request}.{c.County.Village}")).Is(200)["state"].ToString());
        Assert.Empty((await c.FileAsync(request, [5, 3, 8])).Is(200)["problems"].AsArray());
    }

    [Fact]
    public async Task A_warning_is_taken_and_comes_back_in_words()
    {
        var c = await CaseAsync(e => Sum(e, "WARNING"));
        var filed = (await c.FileAsync(await c.AskAsync(), [5, 3, 9])).Is(200);
        Assert.Equal(("VALIDATION_FAILED", "男女之和应等于总数"), (filed["problems"][0]!["code"]!.ToString(), filed["problems"][0]!["title"]!.ToString()));
    }

    [Fact]
    public async Task A_check_answers_the_same_and_changes_nothing()
    {
        var c = await CaseAsync(e => Sum(e));
        var request = await c.AskAsync();
        var check = (await c.FileAsync(request, [5, 3, 9], verb: "check")).Is(200);
        Assert.False(check["accepted"].GetValue<bool>());
        Assert.Equal("VALIDATION_FAILED", check["errors"][0]!["code"]!.ToString());
        Assert.True((await c.FileAsync(request, [5, 4, 9], verb: "check")).Is(200)["accepted"].GetValue<bool>());
        Assert.Equal("WRONG_TYPE", (await c.FileAsync(request, ["x", 4, 9], verb: "check")).Is(200)["errors"][0]!["code"]!.ToString());
        var task = (await c.Village.GetAsync($"{Reports}tasks/{request}.{c.County.Village}")).Is(200);
        Assert.Equal("PENDING", task["state"].ToString());
        Assert.All(task["cells"].AsArray(), cell => Assert.Equal("MISSING", cell!["state"]!.ToString()));
        var other = await c.County.ReporterAsync(c.County.Villages[1]);
        (await other.PostAsync($"{Reports}tasks/{request}.{c.County.Village}/check", new { values = new { } })).Is(403);
        (await c.Village.PostAsync($"{Reports}tasks/{Guid.NewGuid()}.{c.County.Village}/check", new { values = new { } })).IsProblem(404, "TASK_UNKNOWN");
    }

    [Fact]
    public async Task A_broken_rule_is_named_wherever_it_refuses_and_its_version_where_it_has_one()
    {
        var c = await CaseAsync(e => Sum(e));
        var request = await c.AskAsync();
        var (own, across) = (await c.FileAsync(request, [5, 3, 9], verb: "check"), $"few-{c.County.Code}");
        Assert.All(own.Is(200)["errors"].AsArray(), e => Assert.Equal(("sum", null), (e!["rule"]!.ToString(), e["ruleVersion"])));
        Assert.All((await c.FileAsync(request, [5, 3, 9])).Is(422)["errors"].AsArray(), e => Assert.Equal("sum", e!["rule"]!.ToString()));
        foreach (var most in new[] { 900, 8 })
            (await c.Office.PutAsync($"{Reports}validation-rules/{across}", new { expression = $"{c.Elements[2]} <= {most}", message = "总数过大", exceptionAllowed = false })).Is(200, 201);
        var both = (await c.FileAsync(request, [5, 3, 9], verb: "check")).Is(200)["errors"].AsArray();
        Assert.Equal(["sum ", "sum ", "sum ", $"{across} 2"], both.Select(e => $"{e!["rule"]} {e["ruleVersion"]}"));
        var refused = (await c.FileAsync(request, [5, 4, 9])).IsProblem(422, "VALIDATION_FAILED")["errors"].AsArray().Single()!;
        Assert.Equal((across, "2"), (refused["rule"]!.ToString(), refused["ruleVersion"]!.ToString()));
        // So does one against which no exception may be made; what breaks no rule names none.
        var excused = (await c.FileAsync(request, [5, 4, 9], new[] { new { rule = across, reason = "属实" } }, "check")).Is(200)["errors"].AsArray();
        Assert.Contains(excused, e => e!["code"]!.ToString() == "EXCEPTION_NOT_ALLOWED" && e["rule"]!.ToString() == across);
        Assert.Null((await c.FileAsync(request, ["x", 4, 9], verb: "check")).Is(200)["errors"][0]!["rule"]);
        Assert.DoesNotContain("\"rule\"", (await c.FileAsync(request, ["x", 4, 9])).Is(422).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Earlier_periods_are_compared_when_they_are_known()
    {
        var c = await CaseAsync(e => [new { code = "jump", expression = $"{e[2]} <= prev({e[2]}) * 1.5 and {e[2]} >= prev({e[2]}, 1) / 2", message = "较上月变化过大" }]);
        var (last, now) = (await c.AskAsync(-1), await c.AskAsync());
        (await c.FileAsync(last, [0, 9, 10])).Is(200);
        var refused = (await c.FileAsync(now, [0, 9, 16])).IsProblem(422, "VALIDATION_FAILED");
        Assert.Contains($"prev({c.Elements[2]}) 10", Assert.Single(refused["errors"].AsArray())!["detail"]!.ToString(), StringComparison.Ordinal);
        (await c.FileAsync(now, [0, 9, 15])).Is(200);
    }

    [Fact]
    public async Task An_import_checks_each_line_and_the_lines_before_it()
    {
        var c = await CaseAsync(e => [.. Sum(e), new { code = "grow", expression = $"{e[2]} >= prev({e[2]})", severity = "WARNING", message = "总数较上月减少" }]);
        foreach (var month in new[] { -2, -1, 0 }) await c.AskAsync(month);
        object Line(int month, int men, int women, int all, object? exceptions = null) => new
        {
            form = c.Form, unit = c.County.Village, period = MonthAt(month), exceptions,
            values = new Dictionary<string, int> { [c.Elements[0]] = men, [c.Elements[1]] = women, [c.Elements[2]] = all },
        };
        object[] lines = [Line(-2, 5, 5, 10), Line(-1, 4, 5, 9), Line(0, 1, 1, 3)];
        var answer = (await c.Village.PostLinesAsync($"{Reports}filings:import", lines)).Is(200);
        Assert.Equal((3, 2, 1, 1), (answer["received"].GetValue<int>(), answer["accepted"].GetValue<int>(), answer["refusedCount"].GetValue<int>(), answer["problemCount"].GetValue<int>()));
        Assert.Equal((3, "VALIDATION_FAILED", "男女之和应等于总数"), (answer["refused"][0]!["line"]!.GetValue<int>(), answer["refused"][0]!["code"]!.ToString(), answer["refused"][0]!["reason"]!.ToString()));
        Assert.Equal((2, "总数较上月减少"), (answer["problems"][0]!["line"]!.GetValue<int>(), answer["problems"][0]!["reason"]!.ToString()));
        var excused = (await c.Village.PostLinesAsync($"{Reports}filings:import", [Line(0, 5, 5, 11, new[] { new { rule = "sum", reason = "迁入一人" } })])).Is(200);
        Assert.Equal(1, excused["accepted"].GetValue<int>());
        Assert.Equal("迁入一人", await Platform.ReadAsync<string>("reports", "SELECT reason FROM filing_exception e JOIN filing f ON f.id = e.filing WHERE f.unit = @Village", new { c.County.Village }));
    }

    [Theory]
    [InlineData("a +", "EXPRESSION_INVALID")]
    [InlineData("{0} = ghost.element", "EXPRESSION_UNKNOWN_ELEMENT")]
    [InlineData("{0} + 1", "EXPRESSION_WRONG_TYPE")]
    [InlineData("{0} = 'x'", "EXPRESSION_WRONG_TYPE")]
    [InlineData("prev({0}) > 0", "EXPRESSION_ELSEWHERE")]
    [InlineData("1 = 1", "EXPRESSION_ELSEWHERE")]
    public async Task A_rule_that_cannot_work_is_refused_with_the_form(string expression, string code)
    {
        var county = await Platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(office, "men");
        var form = TestCounty.Form(office, [element], f => f["validations"] = new[] { new { code = "r", expression = expression.Replace("{0}", element, StringComparison.Ordinal), message = "m" } });
        foreach (var answer in new[] { await office.PutAsync($"{Reports}forms/bad-{county.Code}", form), await office.PostAsync($"{Reports}forms:simulate", form) })
        {
            Assert.Contains((answer.Is(422)["errors"].AsArray()), e => e!["code"]!.ToString() == code && e["pointer"]!.ToString() == "/validations/0/expression");
        }
    }

    [Fact]
    public async Task A_form_shows_its_rules()
    {
        var c = await CaseAsync(e => Sum(e));
        var shown = (await c.Village.GetAsync($"{Reports}forms/{c.Form}")).Is(200);
        Assert.Equal(("sum", "ERROR", "SKIP_IF_ANY_VALUE_MISSING"), (shown["validations"][0]!["code"]!.ToString(), shown["validations"][0]!["severity"]!.ToString(), shown["validations"][0]!["missing"]!.ToString()));
        (await c.Office.PutAsync($"{Reports}forms/{c.Form}", TestCounty.Form(c.Office, c.Elements, f => f["validations"] = new object?[] { null }))).Is(422);
    }
}
