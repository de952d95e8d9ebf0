using System.Globalization;

namespace Datarun.ServiceDefaults.Periods;

/// <summary>Periods as DHIS2 writes them: <c>2026</c>, <c>2026S1</c>, <c>2026Q4</c>, <c>202611</c>, <c>2026W47</c>, <c>20261123</c>.</summary>
public static class Dhis2Period
{
    /// <summary>Ten days (旬), which DHIS2 does not have, keep the form that they have here.</summary>
    public static string Write(Period period) => period.Kind switch
    {
        Frequency.HALF_YEARLY => period.ToString().Replace("-H", "S", StringComparison.Ordinal),
        Frequency.WEEKLY => period.ToString().Replace("-W0", "W", StringComparison.Ordinal).Replace("-W", "W", StringComparison.Ordinal),
        Frequency.TEN_DAY => period.ToString(),
        _ => period.ToString().Replace("-", "", StringComparison.Ordinal),
    };

    /// <summary>Reads the forms of DHIS2, weeks with or without a zero before them, and those of this platform.</summary>
    public static bool TryParse(string? text, out Period period) => Period.TryParse(text, out period) || Period.TryParse(Own(text ?? ""), out period);

    private static string? Own(string text) => text switch
    {
        [_, _, _, _, 'S', var half] => $"{text[..4]}-H{half}",
        [_, _, _, _, 'Q', var quarter] => $"{text[..4]}-Q{quarter}",
        [_, _, _, _, 'W', var week] => $"{text[..4]}-W0{week}",
        [_, _, _, _, 'W', _, _] => $"{text[..4]}-W{text[5..]}",
        [_, _, _, _, _, _] => $"{text[..4]}-{text[4..]}",
        [_, _, _, _, _, _, _, _] => $"{text[..4]}-{text[4..6]}-{text[6..]}",
        _ => null,
    };
}

/// <summary>Periods as ADX writes them: the first day and an ISO 8601 duration, <c>2026-11-01/P1M</c>.</summary>
public static class AdxPeriod
{
    private static readonly (string Duration, Frequency Kind)[] Kinds =
    [
        ("P1Y", Frequency.YEARLY), ("P6M", Frequency.HALF_YEARLY), ("P3M", Frequency.QUARTERLY), ("P1M", Frequency.MONTHLY),
        ("P7D", Frequency.WEEKLY), ("P1W", Frequency.WEEKLY), ("P1D", Frequency.DAILY),
    ];

    public static string Write(Period period) => string.Create(
        CultureInfo.InvariantCulture, $"{period.Start:yyyy-MM-dd}/{(period.Kind == Frequency.TEN_DAY ? $"P{period.End.DayNumber - period.Start.DayNumber + 1}D" : Kinds.First(k => k.Kind == period.Kind).Duration)}");

    /// <summary>Reads a day and a duration that together are exactly one period: 2026-11-15/P1M is none.</summary>
    public static bool TryParse(string? text, out Period period)
    {
        period = default;
        if (text?.Split('/') is not [var first, var duration]
            || !DateOnly.TryParseExact(first, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) || day.Year is < 1900 or > 2999) return false;
        var kind = Array.Find(Kinds, k => k.Duration == duration) is { Duration: not null } known ? known.Kind : Frequency.TEN_DAY;
        period = Period.Of(kind, day);
        return period.Start == day && Write(period) == $"{first}/{(duration == "P1W" ? "P7D" : duration)}";
    }
}
