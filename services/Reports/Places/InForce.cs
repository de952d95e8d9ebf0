namespace Datarun.Reports.Places;

/// <summary>
/// Which places there are in the period of a request <c>r</c> (<c>starts, until</c>), said in SQL. One that had ended before the period began, or began only
/// after the period was over, is not asked: it is neither missing nor late, and no coverage is the lower for it. Both days are empty for nearly all places.
/// </summary>
public static class InForce
{
    /// <summary>Whether the place is there, for a row <c>u</c> of division.</summary>
    public const string Unit = "(u.valid_to IS NULL OR u.valid_to >= r.starts) AND (u.began IS NULL OR u.began <= r.until)";

    /// <summary>The same for a row <c>d</c>.</summary>
    public const string Division = "(d.valid_to IS NULL OR d.valid_to >= r.starts) AND (d.began IS NULL OR d.began <= r.until)";

    /// <summary>The same for a row <c>n</c> of division_count, which counts those of one beginning and one end together.</summary>
    public const string Counted = "n.valid_to >= r.starts AND n.began <= r.until";

    /// <summary>The same for a row of division, between the days <c>@starts</c> and <c>@until</c>.</summary>
    public const string Between = "(valid_to IS NULL OR valid_to >= @starts) AND (began IS NULL OR began <= @until)";

    /// <summary>The same, on the day <c>@today</c>.</summary>
    public const string Today = "(valid_to IS NULL OR valid_to >= @today) AND (began IS NULL OR began <= @today)";
}
