namespace Datarun.Gateway.Configuration;

/// <summary>Where <c>ocelot.json</c> lies: beside the program, unless <c>--Ocelot:File</c> says otherwise.</summary>
public sealed record OcelotPath(string FullName)
{
    public static OcelotPath Of(IConfiguration configuration) =>
        new(Path.GetFullPath(configuration["Ocelot:File"] ?? Path.Combine(AppContext.BaseDirectory, "ocelot.json")));
}
