using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Datarun.ServiceDefaults.Codes;

namespace Datarun.ServiceDefaults.Periods;

/// <summary>
/// Reporting period 报告期, the span that a value or filing is about. Written forms: <c>2026</c>, <c>2026-H1</c>,
/// <c>2026-Q4</c>, <c>2026-11</c>, <c>2026-W47</c> (ISO week), <c>2026-11-T1</c> (ten days 旬: 1–10, 11–20, 21–end),
/// <c>2026-11-23</c>. Each period has exactly one written form, and reading accepts no other.
/// </summary>
[JsonConverter(typeof(TextForm<Period>))]
[StructLayout(LayoutKind.Auto)]
public readonly record struct Period : IParsable<Period>
{
    // So that every period that can be read has a next and a previous one, and a mistyped year (0206) is refused.
    private const int FirstYear = 1900, LastYear = 2999;

    private Period(Frequency kind, DateOnly start) => (Kind, Start) = (kind, start);

    /// <summary>YEARLY, HALF_YEARLY, QUARTERLY, MONTHLY, TEN_DAY, WEEKLY or DAILY.</summary>
    public Frequency Kind { get; }

    /// <summary>First day.</summary>
    public DateOnly Start { get; }

    /// <summary>Last day, included.</summary>
    public DateOnly End => FirstDayAfter.AddDays(-1);

    public Period Next => new(Kind, FirstDayAfter);

    public Period Previous => Of(Kind, Start.AddDays(-1));

    /// <summary>Whether every day of <paramref name="other"/> is a day of this period.</summary>
    public bool Contains(Period other) => Start <= other.Start && other.End <= End;

    public bool Contains(DateOnly day) => Start <= day && day <= End;

    /// <summary>The period of that rhythm which holds the day. ONCE and EVENT are dated by the day itself.</summary>
    public static Period Of(Frequency frequency, DateOnly day) => frequency switch
    {
        Frequency.YEARLY => new(frequency, new(day.Year, 1, 1)),
        Frequency.HALF_YEARLY => new(frequency, new(day.Year, day.Month > 6 ? 7 : 1, 1)),
        Frequency.QUARTERLY => new(frequency, new(day.Year, (day.Month - 1) / 3 * 3 + 1, 1)),
        Frequency.MONTHLY => new(frequency, new(day.Year, day.Month, 1)),
        Frequency.TEN_DAY => new(frequency, new(day.Year, day.Month, (TenDaysOf(day) - 1) * 10 + 1)),
        Frequency.WEEKLY => new(frequency, day.AddDays(-(((int)day.DayOfWeek + 6) % 7))),
        Frequency.ONCE or Frequency.DAILY or Frequency.EVENT => new(Frequency.DAILY, day),
        _ => throw new ArgumentOutOfRangeException(nameof(frequency), frequency, null),
    };

    public static bool TryParse([NotNullWhen(true)] string? text, out Period period)
    {
        period = default;
        var rest = text is null ? default : text.AsSpan();
        if (!Number(rest, 0, 4, out var year) || year is < FirstYear or > LastYear || (rest.Length > 4 && rest[4] != '-'))
        {
            return false;
        }

        Period? read = rest.Length switch
        {
            4 => new(Frequency.YEARLY, new(year, 1, 1)),
            7 when rest[5] == 'H' && Number(rest, 6, 1, out var half) && half is 1 or 2 => new(Frequency.HALF_YEARLY, new(year, half * 6 - 5, 1)),
            7 when rest[5] == 'Q' && Number(rest, 6, 1, out var quarter) && quarter is >= 1 and <= 4 => new(Frequency.QUARTERLY, new(year, quarter * 3 - 2, 1)),
            7 when Number(rest, 5, 2, out var month) && month is >= 1 and <= 12 => new(Frequency.MONTHLY, new(year, month, 1)),
            8 when rest[5] == 'W' && Number(rest, 6, 2, out var week) && week >= 1 && week <= ISOWeek.GetWeeksInYear(year) =>
                new(Frequency.WEEKLY, DateOnly.FromDateTime(ISOWeek.ToDateTime(year, week, DayOfWeek.Monday))),
            10 when rest[7] == '-' && Number(rest, 5, 2, out var month) && month is >= 1 and <= 12 => InMonth(rest, year, month),
            _ => null,
        };
        period = read.GetValueOrDefault();
        return read is not null;
    }

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Period result) => TryParse(s, out result);

    public static Period Parse(string s) =>
        TryParse(s, out var period) ? period : throw new FormatException($"'{s}' is not a period.");

    static Period IParsable<Period>.Parse(string s, IFormatProvider? provider) => Parse(s);

    public override string ToString() => Kind switch
    {
        Frequency.YEARLY => Invariant($"{Start.Year}"),
        Frequency.HALF_YEARLY => Invariant($"{Start.Year}-H{(Start.Month + 5) / 6}"),
        Frequency.QUARTERLY => Invariant($"{Start.Year}-Q{(Start.Month + 2) / 3}"),
        Frequency.MONTHLY => Invariant($"{Start.Year}-{Start.Month:D2}"),
        Frequency.TEN_DAY => Invariant($"{Start.Year}-{Start.Month:D2}-T{TenDaysOf(Start)}"),
        Frequency.WEEKLY => Invariant($"{ISOWeek.GetYear(Start.ToDateTime(default))}-W{ISOWeek.GetWeekOfYear(Start.ToDateTime(default)):D2}"),
        Frequency.DAILY => Invariant($"{Start.Year}-{Start.Month:D2}-{Start.Day:D2}"),
        _ => "", // default(Period) is no period
    };

    private DateOnly FirstDayAfter => Kind switch
    {
        Frequency.YEARLY => Start.AddYears(1),
        Frequency.HALF_YEARLY => Start.AddMonths(6),
        Frequency.QUARTERLY => Start.AddMonths(3),
        Frequency.MONTHLY => Start.AddMonths(1),
        Frequency.TEN_DAY => Start.Day == 21 ? Start.AddDays(-20).AddMonths(1) : Start.AddDays(10),
        Frequency.WEEKLY => Start.AddDays(7),
        _ => Start.AddDays(1),
    };

    // The third ten days last to the end of the month, 8 to 11 days.
    private static int TenDaysOf(DateOnly day) => Math.Min((day.Day - 1) / 10, 2) + 1;

    private static Period? InMonth(ReadOnlySpan<char> text, int year, int month) =>
        text[8] == 'T' && Number(text, 9, 1, out var ten) && ten is >= 1 and <= 3 ? new(Frequency.TEN_DAY, new(year, month, ten * 10 - 9))
        : Number(text, 8, 2, out var day) && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new(Frequency.DAILY, new(year, month, day))
        : null;

    // Not int.TryParse: that lets trailing NUL characters pass.
    private static bool Number(ReadOnlySpan<char> text, int at, int digits, out int number)
    {
        number = 0;
        if (text.Length < at + digits)
        {
            return false;
        }

        foreach (var c in text.Slice(at, digits))
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = number * 10 + (c - '0');
        }

        return true;
    }

    // A filing writes its period some hundred times; a FormattableString would cost ten times this.
    private static string Invariant(ref DefaultInterpolatedStringHandler text) => text.ToStringAndClear();
}
