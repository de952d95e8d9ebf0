namespace Datarun.Reports.Formulas;

/// <summary>
/// Divisions in SQL that are exact to the last decimal of a value. PostgreSQL by itself keeps 16 digits of a quotient: of 758815649 / 3 that are 7
/// decimals, and values have 10.
/// </summary>
internal static class Quotient
{
    // Beside the 10 decimals of a value what multiplications by other values of 15 digits take again.
    private const int Decimals = 60, Compared = 30;

    /// <summary>The quotient. A division by zero has no result: it is empty.</summary>
    public static string Of(string dividend, string divisor) => $"(round({dividend}, {Decimals}) / nullif({divisor}, 0))";

    /// <summary>A number into which a quotient went, as it is compared: without the last decimals, so that a / 3 * 3 is a.</summary>
    public static string ToCompare(string number) => $"round({number}, {Compared})";
}
