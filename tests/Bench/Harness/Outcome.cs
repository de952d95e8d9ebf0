using System.Text.Encodings.Web;
using System.Text.Json;

namespace Datarun.Bench.Harness;

/// <summary>The line that a benchmark ends with.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Ratio">Datarun's figure by the floor's.</param>
/// <param name="Floor">The floor: the same rows by plain SQL, or what <paramref name="RatioOf"/> says.</param>
/// <param name="Datarun">Datarun through the gateway.</param>
/// <param name="Unit">Of the two figures.</param>
/// <param name="P50Ms">Median time of one answer of Datarun.</param>
/// <param name="P99Ms">The 99th percentile of it.</param>
/// <param name="RatioOf">What the ratio says: of throughputs more is better, of times less is.</param>
internal sealed record Outcome(string Name, double Ratio, double Floor, double Datarun, string Unit, double P50Ms, double P99Ms, string RatioOf)
{
    public static JsonSerializerOptions AsJson { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public const string Throughput = "throughput: datarun/floor, more is better";

    public const string Time = "time: datarun/floor, less is better";

    public const string ServiceTime = "time in the service: datarun/floor, less is better";

    /// <summary>With figures rounded to what the machine's noise leaves of them.</summary>
    public static Outcome Of(string name, string ratioOf, double floor, double datarun, string unit, Latencies latencies) => new(
        name, Math.Round(datarun / floor, 3), Round(floor), Round(datarun), unit, Round(latencies.Percentile(50)), Round(latencies.Percentile(99)), ratioOf);

    private static double Round(double figure) => Math.Round(figure, figure < 100 ? 3 : 0);
}
