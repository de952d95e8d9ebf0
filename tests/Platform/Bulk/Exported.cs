using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Datarun.Tests.Platform.Bulk;

/// <summary>What a consumer does with an export: makes it, waits, fetches its parts and checks them by the manifest.</summary>
public static class Exported
{
    public const string Exports = "api/exchange/v1/exports";

    /// <summary>Makes one; answers the manifest when it is ready.</summary>
    public static async Task<JsonNode> MakeAsync(ApiClient client, object ask, params (string Name, string Value)[] headers)
    {
        var made = (await client.PostAsync(Exports, ask, headers)).Is(201);
        return (await RunningPlatform.EventuallyAsync(() => client.GetAsync($"{Exports}/{made["id"]}"), e => e.Is(200)["state"].ToString() == "READY")).Json!;
    }

    /// <summary>Answers to a part: status, bytes, headers.</summary>
    public static async Task<(int Status, byte[] Bytes, HttpResponseMessage Response)> PartAsync(this RunningPlatform platform, ApiClient client, JsonNode part, string? range = null, string? purpose = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, part["href"]!.ToString()[1..]);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await client.TokenAsync());
        if (range is not null) request.Headers.TryAddWithoutValidation("Range", range);
        if (purpose is not null) request.Headers.TryAddWithoutValidation("X-Purpose", Uri.EscapeDataString(purpose));
        var response = await platform.Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response);
    }

    /// <summary>All parts as bytes, each of the size and hash that the manifest says, and the whole as it says.</summary>
    public static async Task<byte[][]> FilesAsync(ApiClient client, JsonNode manifest, params (string Name, string Value)[] headers)
    {
        var files = new List<byte[]>();
        foreach (var part in manifest["parts"]!.AsArray())
        {
            var file = await client.FileAsync(part!["href"]!.ToString()[1..], Type(manifest["ask"]!["format"]!.ToString()), headers);
            Assert.Equal(part["size"]!.GetValue<long>(), file.Length);
            Assert.Equal(part["sha256"]!.ToString(), Convert.ToHexStringLower(SHA256.HashData(file)));
            files.Add(file);
        }
        Assert.Equal(manifest["size"]!.GetValue<long>(), files.Sum(f => f.Length));
        Assert.Equal(manifest["sha256"]!.ToString(), Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(manifest["parts"]!.AsArray().Select(p => p!["sha256"]!.ToString()))))));
        return [.. files];
    }

    /// <summary>All parts as one text.</summary>
    public static async Task<string> TextAsync(ApiClient client, JsonNode manifest, params (string Name, string Value)[] headers) =>
        string.Concat((await FilesAsync(client, manifest, headers)).Select(Encoding.UTF8.GetString));

    private static string Type(string format) => format switch
    {
        "CSV" => "text/csv", "NDJSON" => "application/x-ndjson", "PARQUET" => "application/vnd.apache.parquet", "ADX" => "application/adx+xml", "DATA_VALUE_SET" => "application/json",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
}
