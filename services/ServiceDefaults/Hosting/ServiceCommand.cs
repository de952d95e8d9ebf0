namespace Datarun.ServiceDefaults.Hosting;

/// <summary>Something that a service does once when its program is started with a flag, in place of serving.</summary>
/// <param name="Flag">Such as <c>--verify-things</c>.</param>
/// <param name="Does">What, for who reads the list.</param>
/// <param name="RunAsync">Does it and answers the exit code; what it has to say goes to the writer.</param>
public sealed record ServiceCommand(string Flag, string Does, Func<IServiceProvider, TextWriter, CancellationToken, Task<int>> RunAsync);
