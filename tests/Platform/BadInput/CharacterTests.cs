using System.Net.Http.Headers;
using System.Text;
using static Datarun.Tests.Platform.BadInput.Bad;

namespace Datarun.Tests.Platform.BadInput;

/// <summary>Characters and encodings: any character comes out as it went in, another encoding is refused by name.</summary>
public sealed class CharacterTests(LocalPlatform platform)
{
    [Theory]
    [InlineData("莫𡐓村委会")]
    [InlineData("高\ue170村委会")]
    [InlineData("白䌷村")]
    public async Task A_name_of_any_character_goes_in_and_comes_out_whole(string name)
    {
        var code = $"9402011{name.Length:00}{name[1] % 1000:000}";
        (await platform.Admin.PostCsvAsync("api/rosters/v1/divisions:import", $"code,name\n{code},{name}\n")).Is(200);
        Assert.Equal(name, (await platform.Admin.GetAsync($"api/rosters/v1/divisions/{code}")).Is(200)["name"].ToString());
    }

    [Fact]
    public async Task Gbk_is_refused_by_name_and_nothing_is_written()
    {
        var csv = Gbk("code,name\n940301,某某县\n");
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/rosters/v1/divisions:import", ApiClient.Raw(csv, "text/csv"))).IsProblem(400, "NOT_UTF8");
        (await platform.Admin.GetAsync("api/rosters/v1/divisions/940301")).Is(404);
        (await platform.Admin.SendAsync(HttpMethod.Put, "api/rosters/v1/org-units/940301-X", ApiClient.Raw(Gbk("{\"name\":\"民政局\",\"kind\":\"DEPARTMENT\",\"division\":\"940301\"}"), "application/json"))).IsProblem(400, "NOT_UTF8");
    }

    [Theory]
    [InlineData("application/json; charset=gbk")]
    [InlineData("application/json; charset=no-such")]
    public async Task A_charset_that_is_none_for_JSON_is_a_refusal_and_no_failure(string type)
    {
        var body = ApiClient.Raw("{}"u8.ToArray(), "application/json");
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        (await platform.Admin.SendAsync(HttpMethod.Post, "api/reports/v1/forms:simulate", body)).IsProblem(415, "MEDIA_TYPE_UNSUPPORTED");
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("[\"photo\",{\"a\":\"\\udfff\"}]")]
    public async Task Evidence_that_is_no_text_is_named_as_such(string evidence)
    {
        var county = await platform.NewCountyAsync();
        var form = $$$"""{"title":"x","department":"{{{county.Code}}}-CIVIL","level":"VILLAGE","frequency":"MONTHLY","minutesPerFiling":5,"fields":[{"element":"x.y","evidence":{{{evidence}}}}]}""";
        foreach (var (method, path) in new[] { (HttpMethod.Post, "forms:simulate"), (HttpMethod.Put, "forms/no-text") })
        {
            var problem = (await platform.Admin.SendAsync(method, $"api/reports/v1/{path}", ApiClient.Raw(Encoding.UTF8.GetBytes(form), "application/json"))).IsProblem(422, "TEXT_INVALID");
            Assert.Equal("/fields/0/evidence", problem["errors"][0]!["pointer"]!.ToString());
        }
    }
}
