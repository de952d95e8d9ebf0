using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Datarun.Tests.Platform.Ledgers;
using Datarun.Tests.Platform.Tasks;

namespace Datarun.Tests.Platform.Imports;

/// <summary>A file for one of the calls that take many lines, with lines that are right and one that is wrong, in a county of its own.</summary>
/// <param name="Client">Who sends it.</param>
/// <param name="Address">Method and path.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Header">The first line; null where there is none.</param>
/// <param name="Good">Lines that are right, each about something else.</param>
/// <param name="Wrong">The second of them, with a fault in it.</param>
/// <param name="Fault">Code and field of that fault.</param>
/// <param name="Whole">What stands around the lines of a document that has no lines.</param>
internal sealed record ImportedFile(ApiClient Client, (HttpMethod Method, string Path) Address, string Type, string? Header, string[] Good, string Wrong, (string Code, string? Field) Fault, (string Before, string Between, string After)? Whole = null)
{
    public const string Ndjson = "application/x-ndjson", Csv = "text/csv", Adx = "application/adx+xml", Json = "application/json";

    /// <summary>All calls that the API descriptions list as taking a stream, by path and type.</summary>
    public static TheoryData<string> All => [.. Calls.Keys];

    /// <summary>Those that take lines.</summary>
    public static TheoryData<string> OfLines => [.. Calls.Keys.Where(c => !c.StartsWith("dataValueSets", StringComparison.Ordinal))];

    /// <summary>Those that take a table.</summary>
    public static TheoryData<string> OfTables => [.. Calls.Keys.Where(c => c.EndsWith(Csv, StringComparison.Ordinal))];

    public static readonly Dictionary<string, Func<RunningPlatform, Task<ImportedFile>>> Calls = new()
    {
        [$"divisions:import {Csv}"] = DivisionsAsync,
        [$"filings:import {Csv}"] = platform => FilingsAsync(platform, Csv),
        [$"filings:import {Ndjson}"] = platform => FilingsAsync(platform, Ndjson),
        [$"ledgers/{{code}}/entries:import {Csv}"] = platform => EntriesAsync(platform, Csv),
        [$"ledgers/{{code}}/entries:import {Ndjson}"] = platform => EntriesAsync(platform, Ndjson),
        [$"values:record {Ndjson}"] = platform => ValuesAsync(platform, Ndjson),
        [$"dataValueSets {Json}"] = platform => ValuesAsync(platform, Json),
        [$"dataValueSets {Adx}"] = platform => ValuesAsync(platform, Adx),
    };

    public static Task<ImportedFile> OfAsync(RunningPlatform platform, string call) => Calls[call](platform);

    /// <summary>The line of the file on which the n-th of the lines stands; in a document, the number of the value.</summary>
    public int LineOf(int n) => Header is null ? n : n + 1;

    /// <summary>The file with these lines.</summary>
    public string With(IEnumerable<string> lines, string end = "\n") => Whole is var (before, between, after)
        ? before + string.Join(between, lines) + after : string.Concat(lines.Prepend(Header).OfType<string>().Select(l => l + end));

    public Task<Answer> SendAsync(string text, Encoding? encoding = null, string? type = null) => SendAsync((encoding ?? new UTF8Encoding(false)).GetBytes(text), type);

    public Task<Answer> SendAsync(byte[] bytes, string? type = null) => Client.SendAsync(Address.Method, Address.Path, ApiClient.Raw(bytes, type ?? Type));

    /// <summary>Sends bytes that are said to be packed.</summary>
    public Task<Answer> SendPackedAsync(byte[] bytes) => Client.SendAsync(Address.Method, Address.Path, new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(Type), ContentEncoding = { "gzip" } } });

    public static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    /// <summary>Says how long the body is, sends half of it and hangs up; answers what came back, after which nothing goes on.</summary>
    public async Task<string> CutAsync(Uri address, string text, bool chunked)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var half = body[..(body.Length / 2)];
        var length = chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}";
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"{Address.Method} /{Address.Path} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {await Client.TokenAsync()}\r\nContent-Type: {Type}\r\n{length}\r\n\r\n{(chunked ? $"{half.Length:x}\r\n" : "")}"));
        await stream.WriteAsync(half);
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream);
        try
        {
            return await reader.ReadToEndAsync();
        }
        catch (IOException)
        {
            return ""; // It hung up as well.
        }
    }

    /// <summary>How many were taken as new, how many were known so already, and how many were refused.</summary>
    public static (int New, int Known, int Refused) Counts(Answer answer)
    {
        int Of(string member) => answer.Json![member]?.GetValue<int>() ?? 0;
        Assert.Equal(Of("received"), Of("created") + Of("updated") + Of("accepted") + Of("unchanged") + Of("refusedCount"));
        return (Of("created") + Of("updated") + Of("accepted"), Of("unchanged"), Of("refusedCount"));
    }

    private static async Task<ImportedFile> DivisionsAsync(RunningPlatform platform)
    {
        var county = await platform.NewCountyAsync();
        return new(platform.Admin, (HttpMethod.Post, "api/rosters/v1/divisions:import"), Csv, "code,name", [.. new[] { 3, 4, 5 }.Select(n => $"{county.Code}{n}00,第{n}乡")], $"{county.Code}40,第四乡", ("CODE_INVALID", "code"));
    }

    private static async Task<ImportedFile> FilingsAsync(RunningPlatform platform, string type)
    {
        var asked = await AskedCounty.NewAsync(platform, fields: 2);
        var township = await asked.ReporterAsync(asked.County.Townships[0]);
        string Line(int n, string value) => type == Csv
            ? $"{asked.Form},{asked.County.Villages[n]},{TestCounty.Month},{value},7"
            : $$$"""{"form":"{{{asked.Form}}}","unit":"{{{asked.County.Villages[n]}}}","period":"{{{TestCounty.Month}}}","values":{"{{{asked.Elements[0]}}}":{{{value}}},"{{{asked.Elements[1]}}}":7}}""";
        return new(township, (HttpMethod.Post, "api/reports/v1/filings:import"), type, type == Csv ? $"form,unit,period,{asked.Elements[0]},{asked.Elements[1]}" : null,
            [Line(0, "3"), Line(1, "4"), Line(2, "5")], Line(1, "-4"), ("OUT_OF_BOUNDS", $"values/{asked.Elements[0]}"));
    }

    private static async Task<ImportedFile> EntriesAsync(RunningPlatform platform, string type)
    {
        var at = await LedgerCounty.NewAsync(platform);
        var ledger = await at.DefineAsync("people", new { code = "income", name = "收入", type = "DECIMAL", min = 0 });
        var clerk = await at.County.ReporterAsync(at.County.Village);
        string Line(int n, string value) => type == Csv ? $"{at.County.Village},{n},{value}" : $$$"""{"unit":"{{{at.County.Village}}}","values":{"no":"{{{n}}}","income":{{{value}}}}}""";
        return new(clerk, (HttpMethod.Post, $"api/reports/v1/ledgers/{ledger}/entries:import"), type, type == Csv ? "unit,编号,收入" : null,
            [Line(1, "1"), Line(2, "2"), Line(3, "3")], Line(2, "-2"), ("OUT_OF_BOUNDS", "income"));
    }

    private static async Task<ImportedFile> ValuesAsync(RunningPlatform platform, string type)
    {
        var county = await platform.NewCountyAsync();
        var civil = await county.OfficeAsync("CIVIL");
        var element = await county.DefineAsync(civil, "counted");
        string Line(int n, string value) => type switch
        {
            Adx => $"""<group orgUnit="{county.Villages[n]}" period="{TestCounty.Month}-01/P1M"><dataValue dataElement="{element}" value="{value}"/></group>""",
            Json => JsonSerializer.Serialize(new { dataElement = element, orgUnit = county.Villages[n], period = TestCounty.Month.Replace("-", "", StringComparison.Ordinal), value }),
            _ => $$"""{"element":"{{element}}","unit":"{{county.Villages[n]}}","period":"{{TestCounty.Month}}","value":{{value}}}""",
        };
        return new(civil, type == Ndjson ? (HttpMethod.Put, "api/reports/v1/values:record") : (HttpMethod.Post, "api/reports/v1/dataValueSets"), type, null,
            [Line(0, "1"), Line(1, "2"), Line(2, "3")], Line(1, "-2"), ("OUT_OF_BOUNDS", "value"),
            type == Adx ? ("""<adx xmlns="urn:ihe:qrph:adx:2015">""", "", "</adx>") : type == Json ? ("{\"dataValues\":[", ",", "]}") : null);
    }
}
