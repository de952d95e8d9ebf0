namespace Datarun.Reports.Places;

/// <summary>Places by their codes, said in SQL.</summary>
public static class PlaceSql
{
    /// <summary>The places over a unit, as the items of an IN; among them the unit itself, unless it is a village.</summary>
    public static string Over(string unit) => $"left({unit}, 2), left({unit}, 4), left({unit}, 6), left({unit}, 9)";

    /// <summary>The level of the place whose range of codes begins so: 0 the country, 1 a province to 5 a village.</summary>
    public static string LevelAt(string low) => $"CASE length({low}) WHEN 1 THEN 0 WHEN 2 THEN 1 WHEN 4 THEN 2 WHEN 6 THEN 3 WHEN 9 THEN 4 ELSE 5 END";

    /// <summary>How many units of a level have a value, of a row of <c>roll_up_node</c>.</summary>
    public static string HeldOf(string level, string row) =>
        $"CASE {level} WHEN 1 THEN {row}.held1 WHEN 2 THEN {row}.held2 WHEN 3 THEN {row}.held3 WHEN 4 THEN {row}.held4 ELSE {row}.held5 END";
}
