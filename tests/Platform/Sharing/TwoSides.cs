using Datarun.Tests.Platform.Contract;

namespace Datarun.Tests.Platform.Sharing;

/// <summary>A county with a department that asks, one that holds, and the authority above both.</summary>
internal sealed record TwoSides(TestCounty County, ApiClient Asker, ApiClient Holder, ApiClient Authority)
{
    public const string Requests = "api/exchange/v1/sharing-requests";
    public const string Grants = "api/exchange/v1/grants";

    public static async Task<TwoSides> InAsync(RunningPlatform platform)
    {
        var county = await platform.NewCountyAsync();
        return new(county, await county.OfficeAsync("HOUSING"), await county.OfficeAsync("POLICE"), await county.OfficeAsync("DATA", "SHARING_AUTHORITY"));
    }

    /// <summary>Defines a conditional element of the holder.</summary>
    public Task<string> DefineAsync(string name, ApiClient? holder = null, Action<Dictionary<string, object?>>? change = null) => County.DefineAsync(holder ?? Holder, name, b =>
    {
        (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限保障房资格核验");
        change?.Invoke(b);
    });

    /// <summary>Asks for elements; answers the request's address.</summary>
    public async Task<string> AskAsync(IEnumerable<string> elements, Action<Dictionary<string, object?>>? change = null) =>
        $"{Requests}/{(await Asker.PostAsync(Requests, Given.Ask(elements, County.Code, change))).Is(201)["id"]}";

    /// <summary>The kinds of the steps that are on record.</summary>
    public static string[] Steps(Answer request) => [.. request.Is(200)["history"].AsArray().Select(s => s!["kind"]!.ToString())];

    /// <summary>The kinds of what a client was given notice of about a subject, newest first.</summary>
    public static async Task<string[]> NoticesAsync(ApiClient client, string path) =>
        [.. (await client.GetAsync("api/exchange/v1/notices?limit=1000")).Is(200).Items.Where(n => path.EndsWith(n!["subject"]!.ToString(), StringComparison.Ordinal)).Select(n => n!["kind"]!.ToString())];
}
