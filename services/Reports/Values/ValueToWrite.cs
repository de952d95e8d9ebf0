using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Values;

/// <summary>A value to be written.</summary>
/// <param name="Element">The element.</param>
/// <param name="Unit">The place or body that it is about.</param>
/// <param name="Period">The period that it is about.</param>
/// <param name="Body">What it says.</param>
/// <param name="SourceId">The filing, batch or correction that gave it.</param>
/// <param name="By">The unit that gave it.</param>
/// <param name="Replaces">The version that it was decided on, 0 for none: another one is left alone and refuses the whole statement. Null where whatever is there is replaced.</param>
public sealed record ValueToWrite(Element Element, string Unit, Period Period, ValueBody Body, Guid SourceId, string By, int? Replaces = null)
{
    /// <summary>The period as it is stored.</summary>
    public string PeriodText { get; } = Period.ToString();

    /// <summary>The order in which everybody takes the locks of values, so that two writers of the same ones wait and never deadlock.</summary>
    public static int Compare(ValueToWrite a, ValueToWrite b) =>
        string.CompareOrdinal(a.Unit, b.Unit) is not 0 and var unit ? unit
        : a.Element.Id.CompareTo(b.Element.Id) is not 0 and var element ? element
        : string.CompareOrdinal(a.PeriodText, b.PeriodText);
}
