using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.BurdenBudgets;

/// <summary>What a budget is for. UNIT_WEEK: one unit in an ISO week, over all departments. DEPARTMENT_MONTH: one department in a month in one county.</summary>
public enum BudgetKind { UNIT_WEEK, DEPARTMENT_MONTH }

/// <summary>A budget that an authority decided on (填报时间预算).</summary>
/// <param name="Kind">UNIT_WEEK or DEPARTMENT_MONTH.</param>
/// <param name="Scope">The place whose units are meant, or the department.</param>
/// <param name="Level">Level of the units; null for a department.</param>
/// <param name="ValidFrom">First day.</param>
/// <param name="ValidTo">Last day; null for no end.</param>
/// <param name="Minutes">Minutes that may be asked of one unit in a week, or by the department in a month.</param>
/// <param name="Reason">Why it differs.</param>
/// <param name="Basis">The document by which it was decided.</param>
/// <param name="Authority">The place whose authority decided; CN for the platform's administrator.</param>
/// <param name="DecidedBy">The body that decided.</param>
/// <param name="DecidedAt">When this version was decided.</param>
/// <param name="Version">Grows with every change; all are kept.</param>
public sealed record BudgetDecision(
    BudgetKind Kind, string Scope, DivisionLevel? Level, DateOnly ValidFrom, DateOnly? ValidTo, int Minutes, string Reason, string Basis, string Authority,
    string DecidedBy, DateTimeOffset DecidedAt, int Version)
{
    /// <summary>Whether it would change what held on a day that is over: a decision made later does not reach back.</summary>
    /// <param name="before">The version before; null where there is none.</param>
    /// <param name="today">The day on which it is decided.</param>
    public bool ReachesBack(BudgetDecision? before, DateOnly today)
    {
        if (ValidFrom >= today) return false;
        if (before is null || before.Minutes != Minutes) return true;
        // It may only be ended, or go on, from now on.
        var yesterday = today.AddDays(-1);
        return ValidTo != before.ValidTo && (ValidTo < yesterday || before.ValidTo < yesterday);
    }

    /// <summary>The level as the table has it: 0 for a department.</summary>
    internal short LevelNumber => Level is { } level ? (short)level : (short)0;

    /// <summary>Whether it is in force on the day.</summary>
    internal bool IsInForce(DateOnly day) => ValidFrom <= day && (ValidTo is null || day <= ValidTo);

    /// <summary>Whether a place lies in its scope.</summary>
    internal bool Covers(string place) => Scope == Place.Country || place.StartsWith(Scope, StringComparison.Ordinal);

    /// <summary>Named like a rule, by answers that rest on it.</summary>
    internal RuleReference Reference => new($"burden-budget/{Scope}", $"{ValidFrom:yyyy-MM-dd}", Basis, RuleBasis.LOCAL_POLICY);
}

/// <summary>The same as a row.</summary>
internal sealed record BudgetRow
{
    public const string Columns = "scope, level, authority, valid_from, valid_to, minutes, reason, basis, decided_by, decided_at, version";

    public string Scope { get; init; } = "";
    public short Level { get; init; }
    public string Authority { get; init; } = "";
    public DateOnly ValidFrom { get; init; }
    public DateOnly? ValidTo { get; init; }
    public int Minutes { get; init; }
    public string Reason { get; init; } = "";
    public string Basis { get; init; } = "";
    public string DecidedBy { get; init; } = "";
    public DateTimeOffset DecidedAt { get; init; }
    public int Version { get; init; }

    public BudgetDecision Decision => new(
        Level == 0 ? BudgetKind.DEPARTMENT_MONTH : BudgetKind.UNIT_WEEK, Scope, Level == 0 ? null : (DivisionLevel)Level, ValidFrom, ValidTo, Minutes, Reason, Basis,
        Authority, DecidedBy, DecidedAt, Version);
}
