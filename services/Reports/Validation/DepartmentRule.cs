using System.Text.Json;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Reports.Validation;

/// <summary>A validation rule of a department, for every form that asks one of its elements.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Department">Who made it.</param>
public sealed record DepartmentRule(string Code, string Department, int Version, ValidationRule Rule, DateTimeOffset ChangedAt);

/// <summary>A rule as the table has it.</summary>
internal sealed record DepartmentRuleRow
{
    public const string Select = "SELECT code, department, version, body, changed_at FROM validation_rule";

    public string Code { get; init; } = "";
    public string Department { get; init; } = "";
    public int Version { get; init; }
    public string Body { get; init; } = "{}";
    public DateTimeOffset ChangedAt { get; init; }

    public DepartmentRule View => new(Code, Department, Version, JsonSerializer.Deserialize<ValidationRule>(Body, Json.Options)!, ChangedAt);
}
