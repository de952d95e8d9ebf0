using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Contract.Identity;

/// <summary>Who is calling: a client acts for one unit and holds roles.</summary>
public class ClientTests(LocalPlatform platform)
{
    [Fact]
    public async Task An_administrator_registers_a_client_and_sees_its_secret_this_once()
    {
        var id = $"office-{Guid.NewGuid():N}";
        var made = (await platform.Admin.PutAsync($"api/identity/v1/clients/{id}", new { unit = "910001-CIVIL", roles = new[] { "DEPARTMENT", "REPORTER" } })).Is(200).Has("id:string secret:string");
        Assert.Equal(id, made["id"].ToString());
        var secret = made["secret"].ToString();
        Assert.True(secret.Length >= 32);

        var token = await TokenAsync(id, secret);
        Assert.Equal(HttpStatusCode.OK, token.Status);
        Shape.Of(token.Body, "access_token:string token_type:string expires_in:integer");
        Assert.Equal("bearer", token.Body["token_type"]!.ToString(), ignoreCase: true);

        var list = await platform.Admin.GetAsync("api/identity/v1/clients?limit=1000");
        Assert.DoesNotContain(secret, list.Is(200).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_registered_again_gets_another_secret_and_the_former_no_longer_opens()
    {
        var id = $"office-{Guid.NewGuid():N}";
        var body = new { unit = "910001-CIVIL", roles = new[] { "DEPARTMENT" } };
        var first = (await platform.Admin.PutAsync($"api/identity/v1/clients/{id}", body)).Is(200)["secret"].ToString();
        var second = (await platform.Admin.PutAsync($"api/identity/v1/clients/{id}", body)).Is(200)["secret"].ToString();
        Assert.NotEqual(first, second);
        Assert.Equal("invalid_client", (await TokenAsync(id, first)).Body["error"]!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await TokenAsync(id, second)).Status);
    }

    [Fact]
    public async Task A_wrong_secret_an_unknown_client_and_another_grant_type_get_no_token()
    {
        var (status, body) = await TokenAsync("admin", "not-the-secret");
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (status, body["error"]!.ToString()));
        (status, body) = await TokenAsync("nobody-at-all", "x");
        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), (status, body["error"]!.ToString()));
        (status, body) = await TokenAsync("admin", "x", "password");
        Assert.Equal((HttpStatusCode.BadRequest, "unsupported_grant_type"), (status, body["error"]!.ToString()));
    }

    [Fact]
    public async Task An_unknown_client_and_a_wrong_secret_are_one_and_the_same_answer()
    {
        async Task<string> AnswerAsync(string id, bool basic)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "connect/token");
            var form = new Dictionary<string, string> { ["grant_type"] = "client_credentials" };
            if (basic) request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:not-the-secret")));
            else (form["client_id"], form["client_secret"]) = (id, "not-the-secret");
            request.Content = new FormUrlEncodedContent(form);
            using var response = await platform.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return $"{response.StatusCode} {response.Headers.WwwAuthenticate} {await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)}";
        }
        foreach (var basic in new[] { false, true })
        {
            var wrong = await AnswerAsync("admin", basic);
            Assert.Contains("invalid_client", wrong, StringComparison.Ordinal);
            Assert.Equal(wrong, await AnswerAsync("nobody-at-all", basic));
            Assert.Equal(wrong, await AnswerAsync(new string('x', 300), basic));
        }
    }

    [Fact]
    public async Task A_form_that_cannot_be_read_is_refused_in_the_words_of_OAuth()
    {
        _ = platform.Http;
        using var form = new StringContent("grant_type=client_credentials&client_id=a%00b&client_secret=x", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await platform.Http.PostAsync("connect/token", form, TestContext.Current.CancellationToken);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (response.StatusCode, body["error"]?.ToString()));
    }

    [Fact]
    public async Task Administrators_who_change_one_client_at_one_moment_are_told_so_and_one_of_them_succeeds()
    {
        var path = $"api/identity/v1/clients/office-{Guid.NewGuid():N}";
        for (var round = 0; round < 5; round++)
        {
            var put = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => platform.Admin.PutAsync(path, new { unit = "910001-CIVIL", roles = new[] { "DEPARTMENT" } })));
            Assert.Contains(put, a => a.Status == 200);
            Assert.All(put.Where(a => a.Status != 200), a => a.IsProblem(409, "CONFLICT"));
            var ended = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => platform.Admin.DeleteAsync(path)));
            Assert.Single(ended, a => a.Status == 204);
            Assert.All(ended.Where(a => a.Status != 204), a => Assert.True(a.Is(404, 409).Code is "CLIENT_UNKNOWN" or "CONFLICT", a.Text));
        }
    }

    [Fact]
    public async Task Only_an_administrator_registers_clients()
    {
        var department = await platform.NewClientAsync("910001-CIVIL", "DEPARTMENT", "SHARING_AUTHORITY", "REPORTER", "ROSTER_KEEPER", "INSPECTOR", "DECIDER", "AUDITOR");
        var refused = (await department.PutAsync("api/identity/v1/clients/mine", new { unit = "910001-CIVIL", roles = new[] { "ADMINISTRATOR" } })).IsProblem(403, "RIGHT_MISSING");
        Assert.Equal(["ADMINISTRATOR"], refused["needs"].AsArray().Select(n => n!.ToString()));
    }

    [Theory]
    [InlineData("ADMINISTRATOR")]
    [InlineData("SHARING_AUTHORITY")]
    [InlineData("DEPARTMENT")]
    [InlineData("REPORTER")]
    [InlineData("ROSTER_KEEPER")]
    [InlineData("INSPECTOR")]
    [InlineData("DECIDER")]
    [InlineData("AUDITOR")]
    public async Task Every_role_of_the_contract_can_be_given(string role) =>
        (await platform.Admin.PutAsync($"api/identity/v1/clients/role-{Guid.NewGuid():N}", new { unit = "910001", roles = new[] { role } })).Is(200);

    [Fact]
    public async Task A_role_that_does_not_exist_no_role_and_no_unit_are_refused()
    {
        (await platform.Admin.PutAsync("api/identity/v1/clients/bad", new { unit = "910001", roles = new[] { "KING" } })).IsProblem(400, "BODY_MALFORMED");
        var several = (await platform.Admin.PutAsync("api/identity/v1/clients/bad", new { unit = "910001", roles = new[] { "REPORTER", "REPORTER,ROSTER_KEEPER,INSPECTOR" } })).IsProblem(400, "BODY_MALFORMED");
        Assert.Equal("/roles/1", several["errors"][0]!["pointer"]!.ToString()); // Added up they would be an AUDITOR.
        (await platform.Admin.PutAsync("api/identity/v1/clients/bad", new { unit = "910001", roles = Array.Empty<string>() })).Is(422);
        (await platform.Admin.PutAsync("api/identity/v1/clients/bad", new { roles = new[] { "REPORTER" } })).IsProblem(400, "BODY_MALFORMED");
        (await platform.Admin.PutAsync("api/identity/v1/clients/bad", new { unit = "不是代码", roles = new[] { "REPORTER" } })).Is(422);
    }

    [Fact]
    public async Task Without_a_token_or_with_a_forged_one_nothing_is_answered()
    {
        foreach (var path in new[] { "api/rosters/v1/divisions/910001", "api/exchange/v1/elements", "api/reports/v1/burden?unit=910001", "api/accountability/v1/inspections", "api/identity/v1/clients" })
        {
            using var bare = await platform.Http.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, bare.StatusCode);
            Assert.Equal("application/problem+json", bare.Content.Headers.ContentType?.MediaType);
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + await ForgedAsync());
            using var forged = await platform.Http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
        }
    }

    /// <summary>A real token whose unit was changed afterwards.</summary>
    private async Task<string> ForgedAsync()
    {
        var parts = (await (await platform.NewClientAsync("910001", "REPORTER")).TokenAsync()).Split('.');
        var payload = Encoding.UTF8.GetString(Convert.FromBase64String(parts[1].Replace('-', '+').Replace('_', '/').PadRight((parts[1].Length + 3) / 4 * 4, '=')));
        Assert.Contains("910001", payload, StringComparison.Ordinal);
        parts[1] = Convert.ToBase64String(Encoding.UTF8.GetBytes(payload.Replace("910001", "910002", StringComparison.Ordinal))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        return string.Join('.', parts);
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> TokenAsync(string id, string secret, string grant = "client_credentials")
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = grant, ["client_id"] = id, ["client_secret"] = secret });
        using var response = await platform.Http.PostAsync("connect/token", form, TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}
