using Datarun.Local;
using Datarun.Local.Demo;

// Everything in one process: a private PostgreSQL, all services, the gateway. See Options for what can be asked.
try
{
    return Options.Parse(args) switch
    {
        { Help: true } => Options.PrintHelp(),
        { Against: not null } options => await Story.PlayAgainstAsync(options),
        var options => await LocalHost.RunAsync(options),
    };
}
catch (InvalidOperationException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
