namespace Datarun.ServiceDefaults.Problems;

/// <summary>What would be right where something cannot be read, in the words of the contract.</summary>
public static class RightForm
{
    /// <summary>The form that a plain type has; null where its name alone does not tell.</summary>
    /// <param name="type">Its name: of a parameter as C# has it (<c>int</c>), in a body as the runtime has it (<c>Int32</c>).</param>
    public static string? Of(string type) => type switch
    {
        "DateOnly" => "yyyy-MM-dd",
        "DateTimeOffset" => "yyyy-MM-ddTHH:mm:ssZ",
        "bool" => "true, false", // A query writes the two out.
        "Boolean" => "BOOLEAN",
        "int" or "Int32" or "long" or "Int64" => "INTEGER",
        "Decimal" => "DECIMAL",
        "DivisionCode" => "50, 5001, 500118, 500118001, 500118001001",
        "OrgUnitCode" => "500118, 500118-CIVIL",
        "Period" => "2026, 2026-H1, 2026-Q4, 2026-11, 2026-W47, 2026-11-T1, 2026-11-23",
        "String" or "Guid" => "TEXT",
        _ => null,
    };
}
