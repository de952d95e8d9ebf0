using System.Text.Json;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Local;

/// <summary>What a person sees when everything is up.</summary>
internal static class Welcome
{
    public static void Print(Options options, Secrets secrets, TimeSpan took)
    {
        var address = options.Address.GetLeftPart(UriPartial.Authority);
        Console.WriteLine($"""

            Datarun is ready after {took.TotalSeconds:0.0} s.
              address   {address}
              API page  {address}/docs
              data      {options.Data}
              bus       {(options.Bus is null ? "in the process" : new Uri(options.Bus).GetComponents(UriComponents.Scheme | UriComponents.HostAndPort, UriFormat.Unescaped))}
              clients   {secrets.ClientsFile}
            """);
        foreach (var client in JsonSerializer.Deserialize<DemoClient[]>(File.ReadAllText(secrets.ClientsFile), Json.Options)!)
            Console.WriteLine($"    {client.Id,-14} {client.Secret}  {client.Unit,-20} {string.Join(' ', client.Roles)}");
        Console.WriteLine($"""

            A token:  curl -s {address}/connect/token -d grant_type=client_credentials -d client_id=admin -d client_secret=…
            Ctrl-C stops everything.

            """);
    }
}
