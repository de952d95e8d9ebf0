using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Local.Demo;

/// <summary>A departmental system that calls the platform through the gateway, with a token of its own.</summary>
internal sealed class Actor(HttpClient http, string id, string unit, string secret)
{
    private string? _token;

    /// <summary>The unit that it acts for.</summary>
    public string Unit => unit;

    public Task<Reply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<Reply> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonBody(body));

    public Task<Reply> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonBody(body));

    public Task<Reply> PutLinesAsync(string path, IEnumerable<object> lines) => SendAsync(
        HttpMethod.Put, path, new StringContent(string.Join('\n', lines.Select(l => JsonSerializer.Serialize(l, Json.Options))), Encoding.UTF8, "application/x-ndjson"));

    public Task<Reply> PostCsvAsync(string path, Stream csv) =>
        SendAsync(HttpMethod.Post, path, new StreamContent(csv) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } });

    private static StringContent JsonBody(object body) => new(JsonSerializer.Serialize(body, Json.Options), Encoding.UTF8, "application/json");

    private async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        _token ??= await FetchTokenAsync();
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        request.Headers.AcceptLanguage.ParseAdd("zh-CN");
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        JsonNode? json = null;
        if (text.Length > 0 && response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true) json = JsonNode.Parse(text);
        return new Reply($"{id}: {method} {path}", response.StatusCode, json);
    }

    private async Task<string> FetchTokenAsync()
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = id, ["client_secret"] = secret,
        });
        using var response = await http.PostAsync(new Uri("connect/token", UriKind.Relative), form);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["access_token"]!.GetValue<string>();
    }
}

/// <summary>What came back.</summary>
/// <param name="Asked">Who asked what.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON, if there was one.</param>
internal sealed record Reply(string Asked, HttpStatusCode Status, JsonNode? Body)
{
    public bool Is(params int[] statuses) => statuses.Contains((int)Status);

    /// <summary>The body; throws with what came back when the call did not succeed.</summary>
    public JsonNode Must(params int[] statuses) =>
        Is(statuses.Length == 0 ? [200, 201] : statuses) && Body is not null
            ? Body
            : throw new StoryBroken($"{Asked} answered {(int)Status}: {Body?.ToJsonString(Json.Options)}");
}

/// <summary>A step did not do what the story says.</summary>
internal sealed class StoryBroken(string what) : Exception(what);
