namespace Datarun.Reports;

/// <summary>The day in China, on which all days here are counted. One time zone, without summer time since 1991.</summary>
public static class ChineseDay
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>Today.</summary>
    public static DateOnly Today(this TimeProvider clock) => Of(clock.GetUtcNow());

    /// <summary>The day on which the instant falls.</summary>
    public static DateOnly Of(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);
}
