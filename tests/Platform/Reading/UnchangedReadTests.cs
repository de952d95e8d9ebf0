using System.Text.Json.Nodes;
using Datarun.Tests.Platform.Bulk;
using Datarun.Tests.Platform.Catalogue;
using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Contract.Accountability;
using Datarun.Tests.Platform.Contract.Rosters;
using Datarun.Tests.Platform.Ledgers;
using Datarun.Tests.Platform.Tasks;
using Datarun.Tests.Platform.Workbooks;

namespace Datarun.Tests.Platform.Reading;

/// <summary>Whoever has an answer is not sent it again (If-None-Match, RFC 9110 13.1.2).</summary>
public sealed class UnchangedReadTests(LocalPlatform platform)
{
    private const string Reports = "api/reports/v1/", Rosters = "api/rosters/v1/", Exchange = "api/exchange/v1/", Accountability = "api/accountability/v1/";

    private static readonly string[] Services = ["identity", "rosters", "exchange", "reports", "accountability"];

    [Fact]
    public async Task Every_read_that_gives_a_tag_spares_whoever_names_it()
    {
        var made = await MadeAsync();
        foreach (var path in await DescribedAsync())
        {
            Assert.True(made.TryGetValue(path, out var address), $"Nothing is made here that {path} could read");
            var tag = (await platform.Admin.GetAsync(address)).Is(200).Headers.ETag?.ToString();
            Assert.True(tag is not null, $"{path} says that it gives a tag and gives none");
            var again = (await platform.Admin.GetAsync(address, ("If-None-Match", tag))).Is(304);
            Assert.True(again.Text.Length == 0 && again.Headers.ETag?.ToString() == tag, $"{path}: {again.Headers.ETag} {again.Text}");
            (await platform.Admin.GetAsync(address, ("If-None-Match", "\"another\""))).Is(200);
        }
    }

    [Theory]
    [InlineData("W/{0}", 304)]
    [InlineData("\"a\", {0}", 304)]
    [InlineData("\"a\",W/\"b\" , W/{0}", 304)]
    [InlineData("*", 304)]
    [InlineData("\"a\", W/\"b\"", 200)]
    [InlineData("\"1\"", 200)] // The version alone is not all that an answer says.
    [InlineData("no tag", 200)]
    [InlineData("", 200)]
    public async Task A_tag_is_known_however_weakly_it_is_named_and_among_others(string known, int status)
    {
        var address = $"{Rosters}divisions/{(await platform.NewCountyAsync()).Code}";
        var tag = (await platform.Admin.GetAsync(address)).Is(200).Headers.ETag!.ToString();
        (await platform.Admin.GetAsync(address, ("If-None-Match", known.Replace("{0}", tag, StringComparison.Ordinal)))).Is(status);
    }

    [Fact]
    public async Task What_became_known_to_a_task_is_told_to_whoever_has_the_task_as_it_was_and_keeps_nobody_from_filing()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var village = await asked.ReporterAsync(asked.Village);
        var empty = (await village.GetAsync(asked.TaskOf(asked.Village))).Is(200).Headers.ETag!.ToString();
        await asked.Office.RecordAsync(asked.Elements[0], asked.Village, 7);
        var known = (await village.GetAsync(asked.TaskOf(asked.Village), ("If-None-Match", empty))).Is(200);
        Assert.Equal("7", known["cells"][0]!["value"]!.ToString());
        (await asked.FileAsync(village, asked.Village, 7, ("If-Match", empty))).Is(200);
        (await asked.FileAsync(village, asked.Village, 8, ("If-Match", empty))).IsProblem(412, "VERSION_STALE");
        (await asked.FileAsync(village, asked.Village, 8, ("If-Match", $"W/{(await village.GetAsync(asked.TaskOf(asked.Village))).Headers.ETag}"))).IsProblem(412, "VERSION_STALE");
        (await asked.FileAsync(village, asked.Village, 8, ("If-Match", $"\"x\", {(await village.GetAsync(asked.TaskOf(asked.Village))).Headers.ETag}"))).Is(200);
    }

    [Fact]
    public async Task Whoever_may_not_read_is_not_told_that_nothing_has_changed()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var stranger = await asked.ReporterAsync(asked.County.Townships[1]);
        (await stranger.GetAsync(asked.TaskOf(asked.Village), ("If-None-Match", "*"))).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await stranger.GetAsync($"{Rosters}people/{Guid.NewGuid()}", ("If-None-Match", "*"))).IsProblem(403, "RIGHT_MISSING");
        (await platform.Admin.GetAsync($"{Rosters}people/{Guid.NewGuid()}", ("If-None-Match", "*"))).Is(404);
        using var request = new HttpRequestMessage(HttpMethod.Get, asked.TaskOf(asked.Village)) { Headers = { { "If-None-Match", "*" } } };
        using var response = await platform.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(401, (int)response.StatusCode);
    }

    /// <summary>The paths of the reads whose answers have tags; what takes one says so in both places.</summary>
    private async Task<IReadOnlyList<string>> DescribedAsync()
    {
        _ = platform.Http;
        var paths = new List<string>();
        foreach (var service in Services)
        {
            foreach (var (path, calls) in JsonNode.Parse(await platform.Http.GetStringAsync($"openapi/{service}.json"))!["paths"]!.AsObject())
            {
                if (calls!["get"] is not { } read) continue;
                var takes = read["parameters"]?.AsArray().Any(p => p!["name"]!.ToString() == "If-None-Match") == true;
                Assert.True(takes == (read["responses"]!["304"] is not null) && takes == (read["responses"]!["200"]?["headers"]?["ETag"] is not null), $"{path} is described by halves");
                if (takes) paths.Add(path);
            }
        }
        Assert.True(paths.Count > 20, $"only {paths.Count} reads give a tag");
        return paths;
    }

    /// <summary>One of each thing that has a tag, by the path that reads it.</summary>
    private async Task<Dictionary<string, string>> MadeAsync()
    {
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        var asked = await AskedCounty.NewAsync(platform);
        await RosterAsync(asked.County, made);
        await ReportedAsync(asked, made);
        await SharedAsync(asked, made);
        await AccountableAsync(asked.County, made);
        return made;
    }

    /// <summary>Notes the address of a thing by its id.</summary>
    private static void Add(Dictionary<string, string> made, string path, string id) =>
        made.Add($"/{path}", string.Join('/', path.Split('/').Select(s => s.StartsWith('{') ? id : s)));

    private async Task RosterAsync(TestCounty county, Dictionary<string, string> made)
    {
        var (duty, lending) = (new DutyCounty(platform, county), await Lending.FromAsync(platform, county.Townships[0]));
        Add(made, $"{Rosters}divisions/{{code}}", county.Code);
        Add(made, $"{Rosters}org-units/{{code}}", $"{county.Code}-FIRE");
        Add(made, $"{Rosters}posts/{{code}}", lending.Post);
        Add(made, $"{Rosters}people/{{id}}", $"{lending.Person}");
        Add(made, $"{Rosters}secondments/{{id}}", $"{await lending.LentAsync(county.Townships[1], AskedCounty.Day(0), AskedCounty.Day(20))}");
        Add(made, $"{Rosters}shifts/{{id}}", (await duty.ShiftAsync(lending.Person, duty.Township, "2026-10-01", "08:00", "20:00")).Is(201)["id"].ToString());
        Add(made, $"{Rosters}overtime-entries/{{id}}", (await duty.WorkAsync(lending.Person, duty.Township, "2026-10-02", "08:00", "10:00")).Is(201)["id"].ToString());
    }

    private async Task ReportedAsync(AskedCounty asked, Dictionary<string, string> made)
    {
        var (office, county) = (asked.Office, asked.County);
        var filed = (await asked.FileAsync(await asked.ReporterAsync(asked.Village), asked.Village, 3)).Is(200);
        Add(made, $"{Reports}forms/{{code}}", asked.Form);
        Add(made, $"{Reports}forms/{{code}}/xlsform", asked.Form);
        Add(made, $"{Reports}tasks/{{id}}", $"{asked.Request}.{asked.Village}");
        Add(made, $"{Reports}tasks/{{id}}/workbook", $"{asked.Request}.{asked.Village}");
        Add(made, $"{Reports}filings/{{id}}", filed["id"].ToString());
        var feed = (await platform.Admin.PostAsync($"{Reports}calendar-feeds", new { unit = asked.Village })).Is(201)["url"].ToString();
        made.Add($"/{Reports}calendar/{{token}}.ics", feed.TrimStart('/'));

        var catalogue = $"{Reports}report-catalogues/{county.Code}/{TestCounty.Today.Year}";
        (await platform.Admin.PutAsync(catalogue, new { items = new[] { new { title = "月报", department = office.Unit, frequency = "MONTHLY", form = asked.Form } } })).Is(201);
        made.Add($"/{Reports}report-catalogues/{{area}}/{{year}}", catalogue);
        (await office.PutAsync($"{Reports}validation-rules/r{county.Code}", new { expression = $"{asked.Elements[0]} <= 100", message = "过大" })).Is(201);
        Add(made, $"{Reports}validation-rules/{{code}}", $"r{county.Code}");
        (await OwnLayoutTests.PutAsync(office, $"w{county.Code}", asked.Form, Book.Of(("月报", [["{{unit.name}}"]])))).Is(201);
        Add(made, $"{Reports}workbook-templates/{{code}}", $"w{county.Code}");

        var ledgers = new LedgerCounty(county, office);
        var ledger = await ledgers.DefineAsync("people", new { code = "amount", name = "金额", type = "DECIMAL" });
        Add(made, $"{Reports}ledgers/{{code}}", ledger);
        Add(made, $"{Reports}ledger-entries/{{id}}", (await LedgerCounty.PostAsync(platform.Admin, ledger, asked.Village, new { no = "1", amount = 2 })).Is(201)["id"].ToString());
        Add(made, $"{Reports}formulas/{{element}}", await ledgers.DeriveAsync("derived", $"sum({ledger}.amount)"));
    }

    private async Task SharedAsync(AskedCounty asked, Dictionary<string, string> made)
    {
        var office = asked.Office;
        Add(made, $"{Exchange}elements/{{code}}", asked.Elements[0]);
        (await office.PutAsync($"{Exchange}datasets/d{asked.County.Code}", DatasetTests.Entry([asked.Elements[0]]))).Is(201);
        Add(made, $"{Exchange}datasets/{{code}}", $"d{asked.County.Code}");
        made.Add($"/{Exchange}catalogue.jsonld", $"{Exchange}catalogue.jsonld?since=2100-01-01T00:00:00Z"); // None: others publish meanwhile.
        (await platform.Admin.PutAsync($"{Exchange}subscriptions/s{asked.County.Code}", new { elements = new[] { asked.Elements[0] }, under = asked.County.Townships[1], url = "http://127.0.0.1:9/hook", secret = "a-secret-of-ours" })).Is(201);
        Add(made, $"{Exchange}subscriptions/{{id}}", $"s{asked.County.Code}");
        await office.RecordAsync(asked.Elements[0], asked.County.Villages[1], 5);
        var export = await Exported.MakeAsync(platform.Admin, new { elements = new[] { asked.Elements[0] }, under = asked.County.Code, format = "CSV" });
        made.Add($"/{Exchange}exports/{{id}}/parts/{{number}}", $"{Exchange}exports/{export["id"]}/parts/1");
    }

    private async Task AccountableAsync(TestCounty county, Dictionary<string, string> made)
    {
        var township = county.Townships[0];
        (await platform.Admin.PutAsync($"{Accountability}duty-lists/{township}/2026-01-01", DutyListTests.Items())).Is(201);
        made.Add($"/{Accountability}duty-lists/{{unit}}", $"{Accountability}duty-lists/{township}?on=2026-03-01");
        var plan = $"{Accountability}inspection-plans/{county.Code}-FIRE/{TestCounty.Today.Year + 1}";
        (await platform.Admin.PutAsync(plan, new[] { new { code = "S-1", subject = "安全生产", kind = "SPECIAL" } })).Is(201);
        made.Add($"/{Accountability}inspection-plans/{{department}}/{{year}}", plan);
        Add(made, $"{Accountability}cases/{{id}}", (await platform.Admin.PostAsync($"{Accountability}cases", CaseTests.Case(await county.OfficeAsync("DISC", "DECIDER"), township, "B-1", "2026-03-01"))).Is(201)["id"].ToString());
    }
}
