namespace Datarun.Accountability;

/// <summary>Legal clocks run on days in China: UTC+8 the year round.</summary>
public static class Today
{
    private static readonly TimeSpan ChinaOffset = TimeSpan.FromHours(8);

    /// <summary>The day that it is now.</summary>
    public static DateOnly Of(TimeProvider clock) => Of(clock.GetUtcNow());

    /// <summary>The day of an instant.</summary>
    public static DateOnly Of(DateTimeOffset at) => DateOnly.FromDateTime(at.ToOffset(ChinaOffset).DateTime);
}
