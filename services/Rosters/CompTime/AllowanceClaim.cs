using Datarun.ServiceDefaults.Law;

namespace Datarun.Rosters.CompTime;

/// <summary>An allowance for time off that cannot be taken (公务员法 第82条): only once that was certified, and never by the multiples of labour law.</summary>
public sealed class AllowanceClaim
{
    public Guid Id { get; init; }

    public Guid Person { get; init; }

    /// <summary>The overtime entry that it is for.</summary>
    public Guid Entry { get; init; }

    public required string Unit { get; init; }

    /// <summary>The day of the work, whose rate it is.</summary>
    public DateOnly Day { get; init; }

    public int Minutes { get; init; }

    public required string Reason { get; init; }

    /// <summary>Opaque id of the person who certified that it cannot be taken.</summary>
    public Guid CertifiedBy { get; init; }

    public DateTimeOffset CertifiedAt { get; init; }
}

/// <summary>A claim as it is answered.</summary>
/// <param name="Person">Opaque.</param>
/// <param name="Entry">The overtime entry that it is for.</param>
/// <param name="Unit">Where it was worked.</param>
/// <param name="Day">The day of the work.</param>
/// <param name="Minutes">For how much.</param>
/// <param name="Hours">The same in hours, to the hundredth.</param>
/// <param name="Reason">Why it cannot be taken.</param>
/// <param name="CertifiedBy">Opaque id of the person who certified it.</param>
/// <param name="RateConfigured">Whether a national rate is configured for that day (civil.overtime.allowance.perHour); without one there is no amount.</param>
/// <param name="YuanPerHour">The national rate; null where none is configured. No multiple of labour law is ever applied.</param>
/// <param name="Yuan">The amount to the fen; null where no rate is configured.</param>
/// <param name="Rules">What it rests on: time off before money, and the rate where one is configured.</param>
public sealed record AllowanceClaimAnswer(
    Guid Id, Guid Person, Guid Entry, string Unit, DateOnly Day, int Minutes, decimal Hours, string Reason, Guid CertifiedBy, DateTimeOffset CertifiedAt,
    bool RateConfigured, decimal? YuanPerHour, decimal? Yuan, IReadOnlyList<RuleReference> Rules)
{
    private const decimal MinutesOfHour = 60m, FenOfYuan = 100m;

    /// <summary>The claim at the rate of the day of the work, where there is one: a rate that is configured later counts as well.</summary>
    public static AllowanceClaimAnswer Of(AllowanceClaim c, Rules rules)
    {
        var (rate, order) = (rules.Find("civil.overtime.allowance.perHour", c.Day), rules.Get("civil.overtime.order", c.Day).Reference);
        var yuan = rate is null ? (decimal?)null : Math.Round(rate.Int * c.Minutes / MinutesOfHour, MidpointRounding.AwayFromZero) / FenOfYuan;
        return new(
            c.Id, c.Person, c.Entry, c.Unit, c.Day, c.Minutes, Math.Round(c.Minutes / MinutesOfHour, 2, MidpointRounding.AwayFromZero), c.Reason, c.CertifiedBy, c.CertifiedAt,
            rate is not null, rate?.Int / FenOfYuan, yuan, rate is null ? [order] : [order, rate.Reference]);
    }
}
