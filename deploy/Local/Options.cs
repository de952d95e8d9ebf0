namespace Datarun.Local;

/// <summary>What the local host can be asked for on its command line.</summary>
internal sealed record Options
{
    private const string HelpText =
        """
        Datarun on this machine, in one process.

          --urls URL           where the gateway listens       (default http://localhost:8080)
          --data DIR           where everything is kept        (default ~/.local/share/datarun)
          --bus rabbitmq://…   a real broker in place of the bus in the process
          --database STRING    an existing PostgreSQL (Npgsql connection string without a database) in place of the private one
          --postgres DIR       where initdb and postgres are   (default: looked for)
          --postgres-set N=V   a setting of the private PostgreSQL, such as shared_buffers=4GB; may be given again
          --demo               plays the nine steps of the main job on a real county, then stays up
          --exit               with --demo: ends afterwards; 0 only if every step held
          --against URL        plays the demo against a platform that runs already; with --clients
          --clients FILE       the clients and secrets to play it with, as in clients.json
        """;

    public string Urls { get; private init; } = "http://localhost:8080";
    public string Data { get; private init; } = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "datarun");
    public string? Bus { get; private init; }
    public string? Database { get; private init; }
    public string? Postgres { get; private init; }
    public IReadOnlyList<string> PostgresSettings { get; private init; } = [];
    public string? Against { get; private init; }
    public string? Clients { get; private init; }
    public bool Demo { get; private init; }
    public bool Exit { get; private init; }
    public bool Help { get; private init; }

    /// <summary>Whatever stands as <c>--Key:Sub=value</c> is configuration for all services.</summary>
    public IReadOnlyList<string> Configuration { get; private init; } = [];

    /// <summary>The gateway as seen from this machine.</summary>
    public Uri Address => new(Urls.Split(';')[0].Replace("*", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal));

    public static Options Parse(string[] args)
    {
        var options = new Options();
        var configuration = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            var (name, inline) = args[i].IndexOf('=') is > 0 and var at ? (args[i][..at], args[i][(at + 1)..]) : (args[i], null);
            string Value() => inline ?? (++i < args.Length ? args[i] : throw new InvalidOperationException($"{name} needs a value. See --help."));
            options = name switch
            {
                "--urls" => options with { Urls = Value() },
                "--data" => options with { Data = Path.GetFullPath(Value()) },
                "--bus" => options with { Bus = Value() },
                "--database" => options with { Database = Value() },
                "--postgres" => options with { Postgres = Value() },
                "--postgres-set" => options with { PostgresSettings = [.. options.PostgresSettings, Value()] },
                "--against" => options with { Against = Value(), Demo = true },
                "--clients" => options with { Clients = Value() },
                "--demo" => options with { Demo = true },
                "--exit" => options with { Exit = true },
                "--help" or "-h" => options with { Help = true },
                _ when inline is not null && name.StartsWith("--", StringComparison.Ordinal) => Kept(options, configuration, args[i]),
                _ => throw new InvalidOperationException($"{args[i]} is not known. See --help."),
            };
        }
        return options with { Configuration = configuration };
    }

    public static int PrintHelp()
    {
        Console.WriteLine(HelpText);
        return 0;
    }

    private static Options Kept(Options options, List<string> configuration, string setting)
    {
        configuration.Add(setting);
        return options;
    }
}
