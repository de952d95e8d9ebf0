namespace Datarun.ServiceDefaults.Law;

/// <summary>Days are days in China, wherever the server stands: UTC+8, without summer time since 1991.</summary>
public static class ChinaDay
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary>The day that it is now.</summary>
    public static DateOnly Today(this TimeProvider clock) => Of(clock.GetUtcNow());

    /// <summary>The hour of that day, 0 to 23.</summary>
    public static int HourOf(DateTimeOffset instant) => instant.ToOffset(Offset).Hour;

    /// <summary>The day on which an instant falls.</summary>
    public static DateOnly Of(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>The instant at which a day begins; that of the first day of all lies before the first instant that can be written, and is that one.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => day == DateOnly.MinValue ? DateTimeOffset.MinValue : new(day.ToDateTime(TimeOnly.MinValue), Offset);
}
