using System.Reflection;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Descriptions;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Datarun.ServiceDefaults.Hosting;

/// <summary>What makes a service: its name, its database, its ways in. Program.cs of each service holds one; hosts build it.</summary>
public sealed class ServiceDefinition
{
    private ServiceDefinition(string name) => Name = name;

    /// <summary>identity, rosters, exchange, reports or accountability.</summary>
    public string Name { get; }

    /// <summary>Where its code is.</summary>
    public required Assembly Assembly { get; init; }

    /// <summary>Registers the database context.</summary>
    public required Action<IServiceCollection> AddDatabase { get; init; }

    /// <summary>Registers what only this service has.</summary>
    public Action<WebApplicationBuilder> Services { get; init; } = _ => { };

    /// <summary>What it does when others publish.</summary>
    public Action<Reactions> Reactions { get; init; } = _ => { };

    /// <summary>Every address it answers.</summary>
    public required Action<IEndpointRouteBuilder> Routes { get; init; }

    /// <summary>Middleware of its own, before the endpoints.</summary>
    public Action<WebApplication> Pipeline { get; init; } = _ => { };

    /// <summary>Its catalogue of problems, beside the common ones.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>What else <c>--migrate</c> does, after the migrations: keys, first clients.</summary>
    public Func<IServiceProvider, CancellationToken, Task> Prepare { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>What its program can be asked to do once in place of serving.</summary>
    public IReadOnlyList<ServiceCommand> Commands { get; init; } = [];

    /// <summary>What it sends to subscribers outside.</summary>
    public IReadOnlyList<SubscriberMessage> Told { get; init; } = [];

    /// <summary>A service on its own database.</summary>
    public static ServiceDefinition Of<TDb>(
        string name, IReadOnlyList<Problem> problems, Action<IEndpointRouteBuilder> routes, Action<Reactions>? reactions = null,
        Action<WebApplicationBuilder>? services = null, Action<WebApplication>? pipeline = null,
        Func<IServiceProvider, CancellationToken, Task>? prepare = null, IReadOnlyList<ServiceCommand>? commands = null, IReadOnlyList<SubscriberMessage>? told = null) where TDb : ServiceDb => new(name)
        {
            Assembly = typeof(TDb).Assembly,
            AddDatabase = collection =>
            {
                collection.AddDbContext<TDb>((provider, options) => options
                    .UseNpgsql(provider.GetRequiredService<Npgsql.NpgsqlDataSource>())
                    .UseSnakeCaseNamingConvention());
                collection.AddScoped<ServiceDb>(provider => provider.GetRequiredService<TDb>());
                collection.AddScoped<UnitOfWork>();
            },
            Problems = problems,
            Routes = routes,
            Reactions = reactions ?? (_ => { }),
            Services = services ?? (_ => { }),
            Pipeline = pipeline ?? (_ => { }),
            Prepare = prepare ?? ((_, _) => Task.CompletedTask),
            Commands = commands ?? [],
            Told = told ?? [],
        };
}
