using Datarun.ServiceDefaults.Codes;

namespace Datarun.Reports.Places;

/// <summary>A place together with everything below it: one range of codes in byte order.</summary>
/// <param name="Code">2 to 12 digits, or <c>CN</c> for the whole country.</param>
/// <param name="Low">First code of the range.</param>
/// <param name="High">First code after it.</param>
public sealed record Place(string Code, string Low, string High)
{
    /// <summary>The whole country: whoever asks every village names it.</summary>
    public const string Country = DivisionCode.Country;

    /// <summary>Reads a place; null for what cannot be one.</summary>
    public static Place? Read(string? code) =>
        code == Country ? new Place(Country, "0", ":")
        : DivisionCode.TryParse(code, out var division) ? new Place(code!, code!, division.RangeEnd)
        : null;

    /// <summary>Whether the other place lies in this one.</summary>
    public bool Covers(Place other) => string.CompareOrdinal(Low, other.Low) <= 0 && string.CompareOrdinal(other.High, High) <= 0;

    /// <summary>How many digits the code of a place of that level has.</summary>
    public static int DigitsOf(DivisionLevel level) => level switch
    {
        DivisionLevel.PROVINCE => 2, DivisionLevel.CITY => 4, DivisionLevel.COUNTY => 6, DivisionLevel.TOWNSHIP => 9, _ => 12,
    };

    /// <summary>Level of a unit as the tables keep it: 1 province to 5 village, 0 for a body.</summary>
    public static short LevelOf(string unit) => DivisionCode.TryParse(unit, out var division) ? (short)division.Level : (short)0;
}
