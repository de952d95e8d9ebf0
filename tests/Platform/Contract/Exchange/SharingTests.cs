namespace Datarun.Tests.Platform.Contract.Exchange;

/// <summary>Asking for data: five things stated, a clock in workdays, an answer that cannot be silence.</summary>
public class SharingTests(LocalPlatform platform)
{
    private const string Requests = "api/exchange/v1/sharing-requests";

    [Fact]
    public async Task A_request_for_conditional_data_is_due_in_ten_workdays_and_one_for_unconditional_data_in_one()
    {
        var (health, civil, county) = await SidesAsync();
        var free = await county.DefineAsync(civil, "free");
        var closed = await county.DefineAsync(civil, "closed", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));

        var before = TestCounty.Today;
        var conditional = (await health.PostAsync(Requests, Given.Ask([closed], county.Code))).Is(201).Has("id:string replyDueOn:date state=PENDING missing:array provisional:bool");
        var unconditional = (await health.PostAsync(Requests, Given.Ask([free], county.Code))).Is(201);
        var both = (await health.PostAsync(Requests, Given.Ask([free, closed], county.Code))).Is(201);
        if (TestCounty.Today != before) return; // Midnight in between.
        Assert.Equal(Workdays.After(before, 10), conditional["replyDueOn"].ToString());
        Assert.Equal(Workdays.After(before, 1), unconditional["replyDueOn"].ToString());
        Assert.Equal(Workdays.After(before, 10), both["replyDueOn"].ToString());
        Shape.Of(conditional["rule"], "id:string version:string");
    }

    [Fact]
    public async Task Agreement_makes_a_grant_that_both_sides_see_and_that_is_due_for_delivery_in_twenty_workdays()
    {
        var (health, civil, county) = await SidesAsync();
        var element = await county.DefineAsync(civil, "x", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限履职使用"));
        var ask = (await health.PostAsync(Requests, Given.Ask([element], county.Code))).Is(201);
        Assert.Empty((await health.GetAsync("api/exchange/v1/grants")).Is(200).Items);
        var today = TestCounty.Today;
        var reply = (await civil.PostAsync($"{Requests}/{ask["id"]}/reply", new { decision = "AGREED" })).Is(200).Has("state=AGREED grant:object");
        Assert.Equal(Workdays.After(today, 20), reply["grant"]["deliverBy"]!.ToString());
        foreach (var side in new[] { health, civil })
        {
            var grant = Shape.Of(Assert.Single((await side.GetAsync("api/exchange/v1/grants")).Is(200).Has("items:array next:string?").Items),
                "id:string consumer:string provider:string elements:array under:string purpose:string method=API until:date state=ACTIVE");
            Assert.Equal((health.Unit, civil.Unit, Given.Purpose, county.Code),
                (grant["consumer"]!.ToString(), grant["provider"]!.ToString(), grant["purpose"]!.ToString(), grant["under"]!.ToString()));
            Assert.Equal([element], grant["elements"]!.AsArray().Select(e => e!.ToString()));
        }
        Assert.Empty((await (await county.OfficeAsync("TAX")).GetAsync("api/exchange/v1/grants")).Is(200).Items);
    }

    [Fact]
    public async Task A_request_is_decided_once()
    {
        var (health, civil, county) = await SidesAsync();
        var path = await AskedAsync(health, civil, county);
        (await civil.PostAsync(path, new { decision = "AGREED" })).Is(200);
        (await civil.PostAsync(path, new { decision = "AGREED" })).IsProblem(409, "ALREADY_DECIDED");
        (await civil.PostAsync(path, new { decision = "REFUSED", reason = "反悔" })).IsProblem(409, "ALREADY_DECIDED");
    }

    [Fact]
    public async Task A_refusal_gives_its_reason()
    {
        var (health, civil, county) = await SidesAsync();
        var path = await AskedAsync(health, civil, county);
        (await civil.PostAsync(path, new { decision = "REFUSED" })).IsProblem(422, "REASON_REQUIRED");
        (await civil.PostAsync(path, new { decision = "REFUSED", reason = " " })).IsProblem(422, "REASON_REQUIRED");
        (await civil.PostAsync(path, new { decision = "REFUSED", reason = "与职责无关" })).Is(200).Has("state=REFUSED reason:string");
        Assert.Empty((await health.GetAsync("api/exchange/v1/grants")).Is(200).Items);
    }

    [Theory]
    [InlineData("legalBasis")]
    [InlineData("scenario")]
    [InlineData("scope")]
    [InlineData("method")]
    [InlineData("until")]
    public async Task An_incomplete_request_is_told_what_is_missing_and_may_neither_be_refused_nor_agreed_to(string left)
    {
        var (health, civil, county) = await SidesAsync();
        var element = await county.DefineAsync(civil, "x");
        var asked = (await health.PostAsync(Requests, Given.Ask([element], county.Code, a => a.Remove(left)))).Is(201).Has("state=SUPPLEMENT_REQUIRED missing:array");
        Assert.Equal([left], asked["missing"].AsArray().Select(m => m!.ToString()));
        if (left == "scope") return; // Nobody is named yet who could answer.
        var path = $"{Requests}/{asked["id"]}/reply";
        (await civil.PostAsync(path, new { decision = "REFUSED", reason = "材料不全" })).IsProblem(422, "REFUSAL_NOT_ALLOWED");
        (await civil.PostAsync(path, new { decision = "AGREED" })).IsProblem(422, "REQUEST_INCOMPLETE").RestsOn("share.reply.supplement.times");
        var refused = (await civil.PostAsync(path, new { decision = "SUPPLEMENT_REQUIRED", missing = new[] { "另一份材料" } })).IsProblem(422, "SUPPLEMENT_ALREADY_ASKED");
        Assert.Equal("share.reply.supplement.times", refused["rule"]["id"]!.ToString());

        (await health.PutAsync($"{Requests}/{asked["id"]}", Given.Ask([element], county.Code))).Is(200).Has("state=PENDING");
        (await civil.PostAsync(path, new { decision = "AGREED" })).Is(200);
    }

    [Fact]
    public async Task Everything_that_is_missing_is_told_at_once_and_in_one_round_only()
    {
        var (health, civil, county) = await SidesAsync();
        var element = await county.DefineAsync(civil, "x");
        var asked = (await health.PostAsync(Requests, Given.Ask([element], county.Code, a => { a.Remove("until"); a.Remove("method"); a["legalBasis"] = ""; }))).Is(201);
        Assert.Equal(["legalBasis", "method", "until"], asked["missing"].AsArray().Select(m => m!.ToString()).Order(StringComparer.Ordinal));

        var path = await AskedAsync(health, civil, county);
        (await civil.PostAsync(path, new { decision = "SUPPLEMENT_REQUIRED" })).Is(422);
        (await civil.PostAsync(path, new { decision = "SUPPLEMENT_REQUIRED", missing = new[] { "使用范围说明" } })).Is(200).Has("state=SUPPLEMENT_REQUIRED");
        (await civil.PostAsync(path, new { decision = "SUPPLEMENT_REQUIRED", missing = new[] { "再要一份" } })).IsProblem(422, "SUPPLEMENT_ALREADY_ASKED");
    }

    [Fact]
    public async Task What_is_not_shared_is_not_to_be_asked_for_and_the_answer_names_its_law()
    {
        var (health, civil, county) = await SidesAsync();
        var element = await county.DefineAsync(civil, "x", b => (b["sharingClass"], b["legalBasis"]) = ("NOT_SHARED", "某法 第三条"));
        var refused = (await health.PostAsync(Requests, Given.Ask([element], county.Code))).IsProblem(422, "NOT_SHARED");
        var named = Assert.Single(refused["elements"].AsArray());
        Assert.Equal((element, "某法 第三条"), (named!["element"]!.ToString(), named["legalBasis"]!.ToString()));
    }

    [Fact]
    public async Task A_request_for_nothing_known_for_ones_own_for_two_sources_or_for_the_past_is_refused()
    {
        var (health, civil, county) = await SidesAsync();
        var (ofCivil, ofHealth, ofTax) = (await county.DefineAsync(civil, "c"), await county.DefineAsync(health, "h"), await county.DefineAsync(await county.OfficeAsync("TAX"), "t"));
        (await health.PostAsync(Requests, Given.Ask(["no.such.element"], county.Code))).IsProblem(422, "UNKNOWN_ELEMENT");
        (await health.PostAsync(Requests, Given.Ask([ofHealth], county.Code))).IsProblem(422, "OWN_ELEMENTS");
        (await health.PostAsync(Requests, Given.Ask([ofCivil, ofTax], county.Code))).IsProblem(422, "SEVERAL_PROVIDERS");
        (await health.PostAsync(Requests, Given.Ask([ofCivil], county.Code, a => a["until"] = "2020-01-01"))).IsProblem(422, "UNTIL_PASSED");
        (await health.PostAsync(Requests, Given.Ask([ofCivil], county.Code, a => a["method"] = "PIGEON"))).IsProblem(400, "BODY_MALFORMED");
    }

    [Fact]
    public async Task Only_the_provider_answers_and_others_do_not_even_see_the_request()
    {
        var (health, civil, county) = await SidesAsync();
        var path = await AskedAsync(health, civil, county);
        (await health.PostAsync(path, new { decision = "AGREED" })).IsProblem(403, "OUTSIDE_YOUR_UNIT");
        (await (await county.OfficeAsync("TAX")).PostAsync(path, new { decision = "AGREED" })).Is(403, 404);
        (await (await county.ReporterAsync(county.Village)).PostAsync(path, new { decision = "AGREED" })).IsProblem(403, "RIGHT_MISSING");
        (await civil.PostAsync($"{Requests}/{Guid.NewGuid()}/reply", new { decision = "AGREED" })).Is(404);
    }

    private async Task<(ApiClient Health, ApiClient Civil, TestCounty County)> SidesAsync()
    {
        var county = await platform.NewCountyAsync();
        return (await county.OfficeAsync("HEALTH"), await county.OfficeAsync("CIVIL"), county);
    }

    private static async Task<string> AskedAsync(ApiClient consumer, ApiClient provider, TestCounty county)
    {
        var element = await county.DefineAsync(provider, "asked");
        return $"{Requests}/{(await consumer.PostAsync(Requests, Given.Ask([element], county.Code))).Is(201)["id"]}/reply";
    }
}
