using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Datarun.ServiceDefaults.Bus;

/// <summary>What an operator watches of the bus.</summary>
public static class BusTelemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Datarun.Bus";

    internal static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> Sent = Meter.CreateCounter<long>("datarun.outbox.sent", "{event}", "Events confirmed by the bus");
    internal static readonly Histogram<double> Lag = Meter.CreateHistogram<double>("datarun.outbox.lag", "s", "From commit to confirmation");
    internal static readonly Counter<long> Handled = Meter.CreateCounter<long>("datarun.reaction.handled", "{event}", "Events handled");
    internal static readonly Counter<long> Repeated = Meter.CreateCounter<long>("datarun.reaction.repeated", "{event}", "Events that the inbox knew already");
    internal static readonly Counter<long> Errors = Meter.CreateCounter<long>("datarun.reaction.errors", "{event}", "Events put into the error queue");
}
