using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;
using Datarun.ServiceDefaults.Codes;

namespace Datarun.ServiceDefaults.Periods;

/// <summary>A time of day in China, to the minute: <c>08:30</c>. <c>24:00</c> is read too, and is the <c>00:00</c> of the next day.</summary>
/// <param name="Minute">Minutes after midnight, 0 to 1,439.</param>
[JsonConverter(typeof(TextForm<ClockTime>))]
public readonly record struct ClockTime(int Minute) : IParsable<ClockTime>
{
    /// <summary>Minutes of a day; China has had no summer time since 1991.</summary>
    public const int MinutesOfDay = 24 * 60;

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ClockTime result)
    {
        var end = s == "24:00";
        var valid = TimeOnly.TryParseExact(s, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) || end;
        result = valid && !end ? new((time.Hour * 60) + time.Minute) : default;
        return valid;
    }

    public static ClockTime Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var time) ? time : throw new FormatException($"'{s}' is not a time such as 08:30.");

    public override string ToString() => $"{Minute / 60:00}:{Minute % 60:00}";
}
