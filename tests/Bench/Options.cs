using System.Globalization;

namespace Datarun.Bench;

/// <summary>What is asked on the command line.</summary>
/// <param name="Names">Benchmarks to run; none means all.</param>
/// <param name="Seconds">How long each side, the floor and Datarun, is measured.</param>
/// <param name="Connections">Clients at the same time, on either side.</param>
/// <param name="Statements">Tells PostgreSQL's statements by their time; counting them costs some.</param>
/// <param name="WarmUp">How long Datarun works before it is measured: six programs in one process are compiled while they run.</param>
/// <param name="OverRabbitMq">Each service is a process of its own and events go by a private RabbitMQ, in place of the local host.</param>
internal sealed record Options(IReadOnlyList<string> Names, int Seconds, int Connections, int WarmUp, bool Statements = false, bool OverRabbitMq = false)
{
    public const string Usage = "[NAME…] [--over-rabbitmq] [--seconds N] [--connections N] [--warm-up N] [--statements]";

    /// <summary>Reads it; null, with a word on what is wrong, when it cannot be read.</summary>
    public static Options? Parse(string[] args, string[] known)
    {
        var options = new Options([], 15, 64, 15);
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "--seconds" or "--connections" or "--warm-up" && i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number) && number > 0)
            {
                options = args[i++] switch
                {
                    "--seconds" => options with { Seconds = number },
                    "--connections" => options with { Connections = number },
                    _ => options with { WarmUp = number },
                };
            }
            else if (args[i] == "--statements")
            {
                options = options with { Statements = true };
            }
            else if (args[i] == "--over-rabbitmq")
            {
                options = options with { OverRabbitMq = true };
            }
            else if (known.Contains(args[i]))
            {
                options = options with { Names = [.. options.Names, args[i]] };
            }
            else
            {
                Console.Error.WriteLine($"{args[i]} is not known. {Usage}, where NAME is one of: {string.Join(", ", known)}");
                return null;
            }
        }
        return options;
    }
}
