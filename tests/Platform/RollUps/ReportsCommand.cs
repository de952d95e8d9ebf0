namespace Datarun.Tests.Platform.RollUps;

/// <summary>Runs a command of Reports, as an operator would, beside the running platform.</summary>
internal static class ReportsCommand
{
    public static async Task<(int Code, string Output)> RunAsync(LocalPlatform platform, string command)
    {
        _ = platform.Http; // It is up from the first use on.
        await using var program = RunningProgram.Start(
            "services/Reports", command, $"--ConnectionStrings:Database={platform.ConnectionString("reports")}", "--Bus=rabbitmq://nobody@localhost/", $"--Identity:Issuer={platform.Address}");
        var code = await program.EndAsync(TimeSpan.FromMinutes(2));
        program.Process.WaitForExit(); // Until its output has been read to the end.
        return (code, program.Output);
    }
}
