using System.Globalization;

namespace Datarun.ServiceDefaults.Masking;

/// <summary>How a text is shown: one stored value, many displays (脱敏). What is shorter than a profile expects is hidden whole.</summary>
public enum MaskingProfile
{
    /// <summary>As it is.</summary>
    FULL,

    /// <summary>The middle six hidden: <c>110105******31002X</c>.</summary>
    MIDDLE_6_HIDDEN,

    /// <summary>The last eight hidden: <c>1101051949********</c>.</summary>
    LAST_8_HIDDEN,

    /// <summary>The birth date hidden: <c>110105********002X</c>.</summary>
    BIRTH_DATE_HIDDEN,

    /// <summary>Only the last four: <c>**************002X</c>.</summary>
    LAST_4_ONLY,

    /// <summary>Only the division of first registration: <c>110105************</c>.</summary>
    REGION_ONLY,

    /// <summary>Only the year of birth: <c>******1949********</c>.</summary>
    BIRTH_YEAR_ONLY,

    /// <summary>Of a name the first and, from three on, the last: <c>王*</c>, <c>王*明</c>.</summary>
    NAME,

    /// <summary>Of a telephone number the middle four hidden: <c>138****5678</c>.</summary>
    PHONE,

    /// <summary>Not given at all.</summary>
    NONE,
}

/// <summary>Shows texts by profile. Characters are counted as a reader counts them, so that none is cut in half.</summary>
public static class Mask
{
    private const char Hidden = '*';

    /// <summary>The text as the profile shows it; null where it is not given.</summary>
    public static string? Show(this MaskingProfile profile, string text)
    {
        var count = new StringInfo(text).LengthInTextElements;
        return profile switch
        {
            MaskingProfile.FULL => text,
            MaskingProfile.MIDDLE_6_HIDDEN => Keep(text, count, more: 6, i => i < (count - 6) / 2 || i >= (count - 6) / 2 + 6),
            MaskingProfile.LAST_8_HIDDEN => Keep(text, count, more: 8, i => i < count - 8),
            MaskingProfile.BIRTH_DATE_HIDDEN => Keep(text, count, more: 17, i => i is < 6 or >= 14),
            MaskingProfile.LAST_4_ONLY => Keep(text, count, more: 4, i => i >= count - 4),
            MaskingProfile.REGION_ONLY => Keep(text, count, more: 17, i => i < 6),
            MaskingProfile.BIRTH_YEAR_ONLY => Keep(text, count, more: 17, i => i is >= 6 and < 10),
            MaskingProfile.NAME => Keep(text, count, more: 1, i => i == 0 || (count > 2 && i == count - 1)),
            MaskingProfile.PHONE => Keep(text, count, more: 7, i => i < (count - 4) / 2 || i >= (count - 4) / 2 + 4),
            _ => null,
        };
    }

    private static string Keep(string text, int count, int more, Func<int, bool> shown)
    {
        if (count <= more) return new string(Hidden, count);
        var (elements, at) = (StringInfo.GetTextElementEnumerator(text), 0);
        var masked = new System.Text.StringBuilder(text.Length);
        while (elements.MoveNext()) _ = shown(at++) ? masked.Append(elements.GetTextElement()) : masked.Append(Hidden);
        return masked.ToString();
    }
}
