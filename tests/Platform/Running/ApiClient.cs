using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Running;

/// <summary>A departmental system: calls the gateway with a token of its own.</summary>
public sealed class ApiClient(HttpClient http, string id, string secret, string unit)
{
    private string? _token;

    /// <summary>Its id.</summary>
    public string Id => id;

    /// <summary>The unit that it acts for.</summary>
    public string Unit => unit;

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>All items of a list, page by page.</summary>
    public async Task<List<JsonNode>> PagesAsync(string list, int limit)
    {
        var (items, page) = (new List<JsonNode>(), $"{list}{(list.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}");
        for (var after = ""; ;)
        {
            var answer = (await GetAsync(page + after)).Is(200);
            Assert.True(answer.Items.Count <= limit);
            items.AddRange(answer.Items.Select(i => i!));
            if (answer.Json!["next"] is not { } next) return items;
            after = $"&after={Uri.EscapeDataString(next.ToString())}";
        }
    }

    public Task<Answer> DeleteAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Delete, path, null, headers);

    public Task<Answer> PutAsync(string path, object body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Put, path, Of(body), headers);

    public Task<Answer> PostAsync(string path, object body, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Post, path, Of(body), headers);

    public Task<Answer> PutLinesAsync(string path, IEnumerable<object> lines) => SendAsync(HttpMethod.Put, path, Lines(lines));

    public Task<Answer> PostLinesAsync(string path, IEnumerable<object> lines) => SendAsync(HttpMethod.Post, path, Lines(lines));

    public Task<Answer> PostCsvAsync(string path, string csv) => SendAsync(HttpMethod.Post, path, Raw(Encoding.UTF8.GetBytes(csv), "text/csv"));

    /// <summary>Any bytes as a body.</summary>
    public static HttpContent Raw(byte[] bytes, string type) => new ByteArrayContent(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        _token ??= await FetchTokenAsync();
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true && !response.Content.Headers.ContentType.MediaType.EndsWith("ndjson", StringComparison.Ordinal);
        return new Answer((int)response.StatusCode, text, isJson && text.Length > 0 ? JsonNode.Parse(text) : null, response.Headers);
    }

    /// <summary>A file that is answered: its bytes; asserts 200 and the media type.</summary>
    public async Task<byte[]> FileAsync(string path, string type, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync());
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        if (response.StatusCode != HttpStatusCode.OK) Assert.Fail($"{response.StatusCode}: {Encoding.UTF8.GetString(bytes)}");
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        return bytes;
    }

    /// <summary>The bearer token.</summary>
    public async Task<string> TokenAsync() => _token ??= await FetchTokenAsync();

    private static HttpContent Of(object body) => new StringContent(
        body as string ?? JsonSerializer.Serialize(body, JsonSerializerOptions.Web), Encoding.UTF8, "application/json");

    private static HttpContent Lines(IEnumerable<object> lines) =>
        new StringContent(string.Join('\n', lines.Select(l => l as string ?? JsonSerializer.Serialize(l, JsonSerializerOptions.Web))), Encoding.UTF8, "application/x-ndjson");

    private async Task<string> FetchTokenAsync()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = secret,
        });
        using var response = await http.PostAsync("connect/token", form);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
    }
}

/// <summary>What came back.</summary>
public sealed record Answer(int Status, string Text, JsonNode? Json, HttpResponseHeaders Headers)
{
    /// <summary>A member of the JSON.</summary>
    public JsonNode this[string member] => Json?[member] ?? throw new Xunit.Sdk.XunitException($"No '{member}' in {Status}: {Text}");

    /// <summary>The code of a problem.</summary>
    public string? Code => Json is JsonObject body ? body["code"]?.ToString() : null;

    /// <summary>The items of a list.</summary>
    public JsonArray Items => this["items"].AsArray();

    /// <summary>Asserts the status, showing the body when it is another.</summary>
    public Answer Is(params int[] statuses)
    {
        if (!statuses.Contains(Status)) Assert.Fail($"expected {string.Join(" or ", statuses)}, got {Status}: {Text}");
        return this;
    }

    /// <summary>Asserts a problem: status, code, a title, no trace of the code inside.</summary>
    public Answer IsProblem(int status, string code)
    {
        Is(status);
        Assert.Equal(code, Code);
        Assert.NotEqual("", this["title"].ToString());
        Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Asserts that a problem names the rule that it rests on, with its version and source.</summary>
    public Answer RestsOn(string rule)
    {
        Assert.Equal(rule, this["rule"]["id"]?.ToString());
        Assert.All(["version", "source", "basis"], member => Assert.NotNull(this["rule"][member]));
        return this;
    }
}
