using System.Collections.Frozen;
using System.Globalization;

namespace Datarun.ServiceDefaults.Law;

/// <summary>
/// The days on which everybody is off by law, whatever a year's notice says: 全国年节及纪念日放假办法 art. 2 (2024
/// revision, 13 days from 2025: New Year 1, Spring Festival 除夕 to 初三 4, Qingming 1, Labour Day 2, Dragon Boat 1,
/// Mid-Autumn 1, National Day 3); before it, from 2014, 11 days without 除夕 and 2 May. Two of them may fall on one day
/// (Mid-Autumn on 1 October 2020). Known for 2014 to 2099.
/// </summary>
public static class StatutoryDays
{
    // The lunar tables of .NET end in 2101, and the constant for Qingming is that of this century.
    private const int FirstYear = 2014, LastYear = 2099;

    private const int FirstYearOf13Days = 2025;

    private static readonly ChineseLunisolarCalendar LunarCalendar = new();

    private static readonly FrozenSet<DateOnly> All = Enumerable.Range(FirstYear, LastYear - FirstYear + 1).SelectMany(Of).ToFrozenSet();

    public static bool Contains(DateOnly day) => All.Contains(day);

    /// <summary>The days of one year, in order; empty outside the years that are known.</summary>
    public static IReadOnlyList<DateOnly> Of(int year)
    {
        if (year is < FirstYear or > LastYear)
        {
            return [];
        }

        var springFestival = Lunar(year, 1, 1);
        List<DateOnly> days =
        [
            new(year, 1, 1),
            springFestival, springFestival.AddDays(1), springFestival.AddDays(2),
            Qingming(year),
            new(year, 5, 1),
            Lunar(year, 5, 5),
            Lunar(year, 8, 15),
            new(year, 10, 1), new(year, 10, 2), new(year, 10, 3),
        ];
        if (year >= FirstYearOf13Days)
        {
            days.AddRange([springFestival.AddDays(-1), new(year, 5, 2)]);
        }

        return [.. days.Distinct().Order()];
    }

    /// <summary>Mean length of the solar year over four-year cycles; good for 2000 to 2099.</summary>
    private static DateOnly Qingming(int year)
    {
        var inCentury = year % 100;
        return new(year, 4, (int)((inCentury * 0.2422) + 4.81) - (inCentury / 4));
    }

    // .NET numbers the months of a lunar year through, leap month included, and tells at which number that stands.
    private static DateOnly Lunar(int year, int month, int day)
    {
        var leap = LunarCalendar.GetLeapMonth(year);
        var number = leap > 0 && month >= leap ? month + 1 : month;
        return DateOnly.FromDateTime(LunarCalendar.ToDateTime(year, number, day, 0, 0, 0, 0));
    }
}
