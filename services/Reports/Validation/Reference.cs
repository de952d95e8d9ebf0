using Datarun.Reports.Expressions;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Validation;

/// <summary>An element, of the filing's own period or of an earlier one.</summary>
/// <param name="Element">Its code.</param>
/// <param name="Back">How many periods earlier; 0 for the same.</param>
/// <param name="LastYear">The same period a year earlier.</param>
public sealed record Reference(string Element, int Back = 0, bool LastYear = false)
{
    private const int DaysOf52Weeks = 364;

    /// <summary>Whether it is about the filing's own period.</summary>
    public bool IsNow => Back == 0 && !LastYear;

    /// <summary>The period that it is about; null where that lies before all periods.</summary>
    public Period? From(Period period)
    {
        if (LastYear) return At(period.Kind == Frequency.WEEKLY ? period.Start.AddDays(-DaysOf52Weeks) : period.Start.AddYears(-1));
        Period? at = period;
        for (var i = 0; i < Back && at is { } later; i++) at = At(later.Start.AddDays(-1));
        return at;

        Period? At(DateOnly day) => Period.TryParse(Period.Of(period.Kind, day).ToString(), out var read) ? read : null;
    }

    public override string ToString() => LastYear ? $"lastYear({Element})" : Back == 0 ? Element : Back == 1 ? $"prev({Element})" : $"prev({Element}, {Back})";
}

/// <summary>A constant of a rule.</summary>
public sealed record Constant(int At, Operand Value) : Expression(At);

/// <summary>The value of an element.</summary>
public sealed record Reading(int At, Reference Of) : Expression(At);

/// <summary><c>given(x)</c>: whether there is such a value, and not nil.</summary>
public sealed record Given(int At, Reference Of) : Expression(At);
