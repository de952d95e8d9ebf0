using Datarun.Gateway;

await GatewayHost.Build(args).RunAsync();
