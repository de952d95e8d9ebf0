namespace Datarun.ServiceDefaults.Periods;

/// <summary>Frequencies as a sentence says them.</summary>
public static class FrequencyWords
{
    public static string InChinese(this Frequency frequency) => frequency switch
    {
        Frequency.YEARLY => "每年",
        Frequency.HALF_YEARLY => "每半年",
        Frequency.QUARTERLY => "每季度",
        Frequency.MONTHLY => "每月",
        Frequency.TEN_DAY => "每旬",
        Frequency.WEEKLY => "每周",
        Frequency.DAILY => "每日",
        Frequency.ONCE => "一次性",
        _ => "按事件",
    };

    public static string InEnglish(this Frequency frequency) => frequency switch
    {
        Frequency.YEARLY => "every year",
        Frequency.HALF_YEARLY => "every half-year",
        Frequency.QUARTERLY => "every quarter",
        Frequency.MONTHLY => "every month",
        Frequency.TEN_DAY => "every ten days",
        Frequency.WEEKLY => "every week",
        Frequency.DAILY => "every day",
        Frequency.ONCE => "once",
        _ => "at each event",
    };
}
