namespace Datarun.Tests.Platform.Filings;

/// <summary>Filings that arrive at the same moment are stored together, and answered each for itself.</summary>
public sealed class FilingsAtOnceTests(LocalPlatform platform)
{
    [Fact]
    public async Task Each_of_many_gets_its_own_answer_and_a_bad_one_refuses_only_itself()
    {
        var (county, reporter, elements, request) = await AskedAsync();
        var sent = Enumerable.Range(0, county.Villages.Count).Select(i => reporter.PutAsync(
            Path(request, county.Villages[i]), Body(elements, i == 2 ? "\"three\"" : $"{i}"))).Append(reporter.PutAsync(Path(request, county.Code), Body(elements, "1"))).ToList();
        var answers = await Task.WhenAll(sent);
        answers[^1].IsProblem(404, "TASK_UNKNOWN");
        answers[2].IsProblem(422, "WRONG_TYPE");
        int[] good = [0, 1, 3, 4, 5];
        foreach (var i in good)
        {
            Assert.Equal(1, (int)answers[i].Is(200)["version"]);
            var filing = (await reporter.GetAsync($"api/reports/v1/filings/{answers[i]["id"]}")).Is(200);
            Assert.Equal(county.Villages[i], filing["unit"].ToString());
            Assert.Equal(i, (int)filing["values"][elements]!);
        }
        Assert.Equal(good.Length, good.Select(i => answers[i]["id"].ToString()).Distinct().Count());
    }

    [Fact]
    public async Task One_task_filed_by_many_at_once_gets_every_version_once()
    {
        var (county, reporter, element, request) = await AskedAsync();
        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(i => reporter.PutAsync(Path(request, county.Village), Body(element, $"{i}"))));
        Assert.Equal(Enumerable.Range(1, 12), answers.Select(a => (int)a.Is(200)["version"]).Order());
    }

    [Fact]
    public async Task Of_many_that_would_replace_the_same_version_one_does()
    {
        var (county, reporter, element, request) = await AskedAsync();
        (await reporter.PutAsync(Path(request, county.Village), Body(element, "1"))).Is(200);
        var answers = await Task.WhenAll(Enumerable.Range(2, 8).Select(i => reporter.PutAsync(Path(request, county.Village), Body(element, $"{i}"), ("If-Match", "\"1\""))));
        Assert.Equal(2, (int)Assert.Single(answers, a => a.Status == 200)["version"]);
        Assert.All(answers.Where(a => a.Status != 200), a => a.IsProblem(412, "VERSION_STALE"));
    }

    [Fact]
    public async Task One_key_sent_by_many_at_once_has_one_effect_and_one_answer()
    {
        var (county, reporter, element, request) = await AskedAsync();
        var key = Guid.NewGuid().ToString();
        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => reporter.PutAsync(Path(request, county.Village), Body(element, "7"), ("Idempotency-Key", key))));
        Assert.Single(same.Select(a => a.Is(200).Text).Distinct());
        Assert.Equal(7, same.Count(a => a.Headers.Contains("Idempotency-Replayed")));
        (await reporter.PutAsync(Path(request, county.Village), Body(element, "8"), ("Idempotency-Key", key))).IsProblem(422, "IDEMPOTENCY_KEY_REUSED");
        (await reporter.PutAsync(Path(request, county.Villages[1]), Body(element, "7"), ("Idempotency-Key", key))).IsProblem(422, "IDEMPOTENCY_KEY_REUSED");
    }

    [Fact]
    public async Task A_key_whose_filing_was_refused_may_be_used_again()
    {
        var (county, reporter, element, request) = await AskedAsync();
        var key = Guid.NewGuid().ToString();
        (await reporter.PutAsync(Path(request, county.Village), Body(element, "-1"), ("Idempotency-Key", key))).IsProblem(422, "OUT_OF_BOUNDS");
        (await reporter.PutAsync(Path(request, county.Village), Body(element, "1"), ("Idempotency-Key", key))).Is(200);
    }

    private async Task<(TestCounty County, ApiClient Reporter, string Element, string Request)> AskedAsync()
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(office, "filed");
        var request = await county.AskAsync(office, $"at-once-{county.Code}", [element]);
        return (county, await county.ReporterAsync(county.Code), element, request);
    }

    private static string Path(string request, string unit) => $"api/reports/v1/tasks/{request}.{unit}/filing";

    private static string Body(string element, string value) => $"{{\"values\":{{\"{element}\":{value}}}}}";
}
