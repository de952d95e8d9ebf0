using System.Diagnostics;

namespace Datarun.Local.Demo;

/// <summary>The main job as one story in nine steps, played over HTTP through the gateway as departmental systems would play it.</summary>
internal static class Story
{
    private static readonly (string Title, Func<Stage, Task> Play)[] Steps =
    [
        ("The county's places, offices, posts and people go in", RegisterCounty.PlayAsync),
        ("Civil affairs asks for 12 elements; a village files them", FileCivilForm.PlayAsync),
        ("Health asks for 15; 9 are known, the village types 6", AskOnlyWhatIsNew.PlayAsync),
        ("Agriculture asks for 8 that are all known; it gets them by sharing", ShareInsteadOfAsking.PlayAsync),
        ("A headcount comes from Rosters; nobody types it", CountHeads.PlayAsync),
        ("\"One dispute a day\" is refused on four grounds", RefuseQuota.PlayAsync),
        ("A wrong value is corrected once; everyone who read it is told", CorrectOnce.PlayAsync),
        ("A case needs a duty in force", OpenCase.PlayAsync),
        ("What it cost, and what it saved", ShowBurden.PlayAsync),
    ];

    /// <summary>Plays against a platform that runs elsewhere.</summary>
    public static async Task<int> PlayAgainstAsync(Options options) =>
        await PlayAsync(new Uri(options.Against!), options.Clients ?? throw new InvalidOperationException("--against needs --clients FILE.")) ? 0 : 1;

    /// <summary>Plays all steps; answers whether every one did what the story says.</summary>
    public static async Task<bool> PlayAsync(Uri address, string clientsFile)
    {
        using var stage = new Stage(address, clientsFile);
        var broken = 0;
        for (var i = 0; i < Steps.Length; i++)
        {
            Console.WriteLine($"{i + 1}. {Steps[i].Title}");
            var watch = Stopwatch.StartNew();
            try
            {
                await Steps[i].Play(stage);
                Console.WriteLine($"   held, {watch.ElapsedMilliseconds} ms");
            }
            catch (Exception error) when (error is StoryBroken or HttpRequestException or TaskCanceledException)
            {
                broken++;
                Console.WriteLine($"   BROKEN: {error.Message}");
            }
        }
        Console.WriteLine(broken == 0 ? "The story held: 9 of 9 steps." : $"The story broke in {broken} of {Steps.Length} steps.");
        return broken == 0;
    }
}
