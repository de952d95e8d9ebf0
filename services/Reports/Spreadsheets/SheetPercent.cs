using System.Globalization;
using Datarun.Reports.Elements;

namespace Datarun.Reports.Spreadsheets;

/// <summary>A number of an element that counts in percent: 12.5 is 12.5 %, which a cell in a percentage format holds as 0.125. Pure.</summary>
public sealed record SheetPercent(decimal Number)
{
    /// <summary>What a cell in a percentage format holds.</summary>
    public decimal Part => Number / 100;

    /// <summary>Whether 12 means 12 %: the element's unit of measure says so.</summary>
    public static bool IsOf(Element element) => element.Measure?.AsSpan().ContainsAny("%％") == true;

    /// <summary>As it is said in a text.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
