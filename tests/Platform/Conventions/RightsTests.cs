using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Conventions;

/// <summary>Walks every operation of every API description with a client of each single role.</summary>
public sealed class RightsTests(LocalPlatform platform)
{
    private static readonly string[] Services = ["identity", "rosters", "exchange", "reports", "accountability"];
    private static readonly string[] Roles = ["ADMINISTRATOR", "SHARING_AUTHORITY", "DEPARTMENT", "REPORTER", "ROSTER_KEEPER", "INSPECTOR", "DECIDER", "AUDITOR"];

    [Fact]
    public async Task Every_call_denies_everyone_who_lacks_the_right_that_it_states()
    {
        var operations = await OperationsAsync();
        Assert.True(operations.Count > 60, $"only {operations.Count} operations found");
        foreach (var role in Roles)
        {
            var client = await platform.NewClientAsync("930101-OFFICE", role);
            foreach (var operation in operations)
            {
                var answer = await operation.CallAsync(client);
                var may = operation.Needs is null || role == "ADMINISTRATOR" || operation.Needs.Contains(role);
                if (may)
                {
                    Assert.True(answer.Status is not 401 && answer.Code is not ("RIGHT_MISSING" or "SCOPE_MISSING") && answer.Status < 500, $"{role} {operation}: {answer.Status} {answer.Text}");
                }
                else
                {
                    Assert.True(answer.Status == 403 && answer.Code == "RIGHT_MISSING", $"{role} {operation}: {answer.Status} {answer.Text}");
                    Assert.Equal(operation.Needs, answer["needs"].AsArray().Select(n => n!.ToString()));
                }
            }
        }
    }

    [Fact]
    public async Task Every_call_asks_for_a_token_that_is_whole_and_meant_for_it()
    {
        var token = await platform.Admin.TokenAsync();
        var parts = token.Split('.');
        string[] bad = ["garbage", $"{parts[0]}.{parts[1]}.AAAA", $"{parts[0]}.{parts[1]}x.{parts[2]}", $"{parts[0]}.{parts[1]}."];
        foreach (var operation in await OperationsAsync())
        {
            var without = await operation.CallAsync(platform.Http, token: null);
            Assert.True(without.Status == 401 && without.Code == "TOKEN_MISSING" && without.Headers.WwwAuthenticate.Count > 0, $"{operation}: {without.Status} {without.Text}");
            foreach (var one in bad)
            {
                var answer = await operation.CallAsync(platform.Http, one);
                Assert.True(answer.Status == 401 && answer.Code == "TOKEN_INVALID", $"{operation} with a bad token: {answer.Status} {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task A_token_for_one_service_opens_no_other()
    {
        _ = platform.Http;
        var secret = JsonNode.Parse(await File.ReadAllTextAsync(platform.ClientsFile, TestContext.Current.CancellationToken))!.AsArray().Single(c => c!["id"]!.ToString() == "admin")!["secret"]!.ToString();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = "admin", ["client_secret"] = secret, ["scope"] = "identity",
        });
        using var response = await platform.Http.PostAsync("connect/token", form, TestContext.Current.CancellationToken);
        var token = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["access_token"]!.ToString();
        foreach (var operation in await OperationsAsync())
        {
            var answer = await operation.CallAsync(platform.Http, token);
            if (operation.Path.StartsWith("/api/identity", StringComparison.Ordinal)) Assert.NotEqual(401, answer.Status);
            else Assert.True(answer.Status == 403 && answer.Code == "SCOPE_MISSING", $"{operation}: {answer.Status} {answer.Text}");
        }
    }

    private async Task<List<Operation>> OperationsAsync()
    {
        _ = platform.Http;
        var operations = new List<Operation>();
        foreach (var service in Services)
        {
            var description = JsonNode.Parse(await platform.Http.GetStringAsync($"openapi/{service}.json"))!;
            foreach (var (path, verbs) in description["paths"]!.AsObject())
            {
                foreach (var (verb, operation) in verbs!.AsObject())
                {
                    var needs = operation!["x-needs"] ?? throw new Xunit.Sdk.XunitException($"{verb} {path} states no right");
                    if (needs is JsonValue open && open.ToString() == "NOTHING") continue;
                    operations.Add(new Operation(verb.ToUpperInvariant(), path, needs is JsonArray roles ? roles.Select(r => r!.ToString()).ToArray() : null));
                }
            }
        }
        return operations;
    }

    /// <summary>An operation; Needs is null where any checked token will do.</summary>
    private sealed record Operation(string Method, string Path, string[]? Needs)
    {
        public override string ToString() => $"{Method} {Path}";

        public Task<Answer> CallAsync(ApiClient client) => client.SendAsync(new HttpMethod(Method), Target, Body);

        public async Task<Answer> CallAsync(HttpClient http, string? token)
        {
            using var request = new HttpRequestMessage(new HttpMethod(Method), Target) { Content = Body };
            if (token is not null) request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return new Answer((int)response.StatusCode, text, text.StartsWith('{') ? JsonNode.Parse(text) : null, response.Headers);
        }

        private string Target => string.Join('/', Path.Split('/').Select(s => !s.StartsWith('{') ? s
            : s.Contains("validFrom", StringComparison.Ordinal) ? "2026-01-01" : s.Contains("year", StringComparison.Ordinal) ? "2026" : s == "{number}" ? "1"
            : s.Contains("step", StringComparison.Ordinal) ? "verify" : s.Contains("id", StringComparison.Ordinal) ? "01a20aec-3bcd-79ef-9170-db1985a2c498" : "930101-NONE"))[1..];

        private HttpContent? Body => Method is "PUT" or "POST" ? ApiClient.Raw("{}"u8.ToArray(), Path.EndsWith("divisions:import", StringComparison.Ordinal) ? "text/csv" : "application/json") : null;
    }
}
