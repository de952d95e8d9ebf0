using System.Text.Json.Nodes;
using Dapper;
using Datarun.Tests.Platform.Sharing;
using Json.Schema;
using Npgsql;

namespace Datarun.Tests.Platform.Contract;

/// <summary>What really leaves by the outbox is what the AsyncAPI description says, event by event.</summary>
[Collection(nameof(WatchedPlatform))]
public sealed class PublishedEventsTests(WatchedPlatform platform)
{
    [Fact]
    public async Task Every_event_of_Exchange_is_published_by_some_act_and_fits_its_description()
    {
        var sides = await TwoSides.InAsync(platform);
        var element = await sides.County.DefineAsync(sides.Holder, "residence", b =>
            (b["sharingClass"], b["conditions"], b["synonyms"]) = ("CONDITIONAL", "限保障房资格核验", new[] { "住户" }));
        await sides.Holder.RecordAsync(element, sides.County.Village, 3);
        await Given.GrantAsync(sides.Asker, sides.Holder, element, sides.County.Code);
        (await sides.Holder.PostAsync("api/exchange/v1/corrections", new { element, unit = sides.County.Village, period = TestCounty.Month, proposed = 4, reason = "复核" })).Is(201);
        var asked = await sides.AskAsync([element]);
        await platform.ExecuteAsync("exchange", "UPDATE sharing_request SET reply_due_on = @day WHERE id = @id", new { id = Guid.Parse(asked[^36..]), day = TestCounty.Today.AddDays(-1).ToDateTime(default) });
        await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync(asked), a => a.Is(200)["state"].ToString() == "OVERDUE");

        var (documented, published) = await CheckAsync("exchange");
        Assert.Equal(documented, published);
        Assert.Contains("DeadlineMissed", published);
    }

    [Theory]
    [InlineData("rosters")]
    [InlineData("reports")]
    [InlineData("accountability")]
    public async Task Whatever_another_service_has_published_fits_its_description(string service)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "households");
        await county.AskAsync(civil, $"f{county.Code}", [element]);
        await civil.RecordAsync(element, county.Village, 3);
        (await platform.Admin.PutAsync($"api/accountability/v1/duty-lists/{civil.Unit}/{TestCounty.Today:yyyy-MM-dd}", new[]
        {
            new { code = "1", title = "最低生活保障", kind = "BASIC", legalBasis = "社会救助暂行办法 第九条", elements = new[] { element } },
        })).Is(201);
        var (documented, published) = await CheckAsync(service);
        Assert.NotEmpty(published);
        Assert.Subset(documented, published);
    }

    [Fact]
    public async Task What_a_subscriber_is_sent_fits_its_description()
    {
        var sides = await TwoSides.InAsync(platform);
        var element = await sides.County.DefineAsync(sides.Holder, "residence");
        (await sides.Asker.PutAsync("api/exchange/v1/subscriptions/all", new { elements = new[] { element }, under = sides.County.Code, url = "http://127.0.0.1:9/hook", secret = "a-secret-of-ours" })).Is(201);
        await sides.Holder.RecordAsync(element, sides.County.Village, 3);
        await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync("api/exchange/v1/feed"), a => a.Is(200).Items.Count == 1);
        var asked = (await sides.Asker.PostAsync("api/exchange/v1/corrections", new { element, unit = sides.County.Village, period = TestCounty.Month, proposed = 4, reason = "复核" })).Is(201);
        (await sides.Holder.PostAsync($"api/exchange/v1/corrections/{asked["id"]}/decision", new { decision = "ACCEPTED", reason = "属实" })).Is(200);
        var told = (await RunningPlatform.EventuallyAsync(() => sides.Asker.GetAsync("api/exchange/v1/feed"), a => a.Is(200).Items.Count == 2)).Items;

        var description = (await platform.Admin.GetAsync("asyncapi/exchange.json")).Is(200).Json!;
        var messages = description["channels"]!["subscriptions"]!["messages"]!.AsObject().Select(m => m.Key).ToList();
        Assert.Equal(["cn.datarun.value.recorded", "cn.datarun.value.corrected"], messages);
        Assert.Equal(messages, told.Select(t => t!["event"]!["type"]!.ToString()));
        foreach (var one in told.Select(t => t!["event"]!))
        {
            var message = description["components"]!["messages"]![one["type"]!.ToString()]!;
            Assert.Equal("application/cloudevents+json", message["contentType"]!.ToString());
            Fits(JsonSchema.FromText(Closed(message["payload"]!).ToJsonString()), one.ToJsonString());
        }
    }

    /// <summary>Checks every event in the outbox of a service against its schema; answers the names that are documented and those that were found.</summary>
    private async Task<(SortedSet<string> Documented, SortedSet<string> Published)> CheckAsync(string service)
    {
        var description = (await platform.Admin.GetAsync($"asyncapi/{service}.json")).Is(200).Json!;
        var payloads = description["components"]!["messages"]!.AsObject().Where(m => m.Value!["contentType"] is null).ToDictionary(m => m.Key, m => m.Value!["payload"]!);
        Assert.Equal(payloads.Keys.Order(StringComparer.Ordinal), description["operations"]!.AsObject().Select(o => o.Key).Where(o => description["channels"]![o]!["address"] is not null).Order(StringComparer.Ordinal));
        var schemas = payloads.ToDictionary(p => p.Key, p => JsonSchema.FromText(Closed(p.Value).ToJsonString()));
        await using var connection = new NpgsqlConnection(platform.ConnectionString(service));
        var events = (await connection.QueryAsync<(string Type, string Body)>("SELECT type, body FROM outbox")).AsList();
        foreach (var (type, body) in events)
        {
            Assert.True(schemas.TryGetValue(type, out var schema), $"{service} publishes {type}, which is not described");
            Fits(schema, body);
        }
        return ([.. payloads.Keys], [.. events.Select(e => e.Type)]);
    }

    private static void Fits(JsonSchema schema, string body)
    {
        var found = schema.Evaluate(JsonNode.Parse(body), new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        Assert.True(found.IsValid, $"{string.Join("; ", found.Details.Where(d => d.HasErrors).Select(d => $"{d.InstanceLocation} {string.Join(", ", d.Errors!.Values)}"))} in {body}");
    }

    /// <summary>The same schema, by which a member that it does not describe is wrong.</summary>
    private static JsonNode Closed(JsonNode schema)
    {
        var copy = schema.DeepClone();
        Close(copy);
        return copy;
    }

    private static void Close(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items) Close(item);
        }
        if (node is not JsonObject members) return;
        foreach (var (_, member) in members.ToList()) Close(member);
        if (members["properties"] is JsonObject && members["type"] is not null) members["additionalProperties"] = false;
    }
}
