using Datarun.Gateway;
using Datarun.Gateway.Configuration;

try
{
    await GatewayHost.Build(args).RunAsync();
    return 0;
}
catch (OcelotFileException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
