namespace Datarun.Exchange;

/// <summary>Legal clocks run on days in China: UTC+8 the year round.</summary>
public static class Today
{
    private static readonly TimeSpan ChinaOffset = TimeSpan.FromHours(8);

    /// <summary>The day that it is now.</summary>
    public static DateOnly Of(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().ToOffset(ChinaOffset).DateTime);
}
