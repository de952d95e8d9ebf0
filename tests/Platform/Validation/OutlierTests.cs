using Datarun.Tests.Platform.Workbooks;

namespace Datarun.Tests.Platform.Validation;

/// <summary>Numbers unlike the unit's own history.</summary>
public sealed class OutlierTests(LocalPlatform platform) : CheckedForm(platform)
{
    [Fact]
    public async Task What_is_unlike_the_units_own_history_is_remarked_on_and_never_refused()
    {
        var c = await CaseAsync(outliers: true);
        var history = Enumerable.Range(1, 8).Select(n => new { element = c.Elements[2], unit = c.County.Village, period = MonthAt(-n), value = 100 + (n % 3) });
        (await c.Office.PutLinesAsync($"{Reports}values:record", history)).Is(200);
        var request = await c.AskAsync();
        var odd = Assert.Single((await c.FileAsync(request, [1, 2, 900])).Is(200)["problems"].AsArray())!;
        Assert.Equal(("OUTLIER", $"/values/{c.Elements[2]}"), (odd["code"]!.ToString(), odd["pointer"]!.ToString()));
        Assert.Matches("^900; .+–.+, n = 8$", odd["detail"]!.ToString());

        // Sent again it says the same; with a reason, which stays on record with the version of the filing, it says so.
        Assert.Equal("OUTLIER", Assert.Single((await c.FileAsync(request, [1, 2, 900])).Is(200)["problems"].AsArray())!["code"]!.ToString());
        object[] Because(string rule) => [new { rule, reason = "九月洪灾后集中补报" }];
        var justified = (await c.FileAsync(request, [1, 2, 900], Because(odd["rule"]!.ToString()))).Is(200);
        Assert.Equal(("VALIDATION_EXCEPTED", 1), (Assert.Single(justified["problems"].AsArray())!["code"]!.ToString(), justified["version"].GetValue<int>()));
        var kept = Assert.Single((await c.Office.GetAsync($"{Reports}filings/{justified["id"]}")).Is(200)["exceptions"].AsArray())!;
        Assert.Equal(($"outlier:{c.Elements[2]}", "九月洪灾后集中补报", 1), (kept["rule"]!.ToString(), kept["reason"]!.ToString(), kept["version"]!.GetValue<int>()));
        (await c.FileAsync(request, [1, 2, 900], Because("outlier:no.such"))).IsProblem(422, "EXCEPTION_UNKNOWN_RULE");

        // A workbook of many units says it too, once the reason is taken out of it.
        var workbook = $"{Reports}requests/{request}/workbook";
        var book = new Book(await c.Village.FileAsync(workbook, Book.MediaType, ("Accept-Language", "zh-CN")));
        book = book.Type(book.Where("九月洪灾后集中补报", "例外理由"), null, "例外理由");
        var sent = (await c.Village.SendAsync(HttpMethod.Post, workbook, book.Type("G5", 901).Body)).Is(200)["problems"].AsArray();
        Assert.Equal(("OUTLIER", 5), (Assert.Single(sent)!["code"]!.ToString(), sent[0]!["line"]!.GetValue<int>()));
        Assert.Empty((await c.FileAsync(request, [1, 2, 103])).Is(200)["problems"].AsArray());
    }
}
