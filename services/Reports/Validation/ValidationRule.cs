using Datarun.Reports.Elements;
using Datarun.Reports.Expressions;

namespace Datarun.Reports.Validation;

/// <summary>What a broken rule does. ERROR: the filing is refused unless the exception is justified. WARNING: it is taken, with a remark.</summary>
public enum Severity { ERROR, WARNING }

/// <summary>When a rule says nothing. What is missing and not skipped counts as 0, as a nil return does.</summary>
public enum MissingStrategy { SKIP_IF_ANY_VALUE_MISSING, SKIP_IF_ALL_VALUES_MISSING, NEVER_SKIP }

/// <summary>A validation rule (勾稽关系): a comparison that has to hold between values of a unit.</summary>
/// <param name="Code">Its code, once in the form.</param>
/// <param name="Expression">
/// The comparison: elements by code (in brackets where they have dashes), of this form or another, of this period or an earlier one:
/// <c>a.b + c.d = e.f</c>, <c>a.b &lt;= prev(a.b) * 1.5</c>, <c>a.b &gt;= lastYear(a.b)</c>, <c>not a.b &gt; 0 or c.d &gt; 0</c>,
/// <c>given(a.b) or not c.d &gt; 0</c>, <c>a.b in (1, 2)</c>, <c>if(c.d = 0, 0, a.b / c.d) &lt;= 1</c>; operators and words as in formulas. Exact arithmetic.
/// </param>
/// <param name="Message">What is wrong when it does not hold, in words.</param>
/// <param name="Severity">ERROR or WARNING.</param>
/// <param name="Missing">When it is not applied, by the values that it computes with; <c>given(x)</c> asks only whether there is one.</param>
/// <param name="MessageEn">The words in English.</param>
/// <param name="ExceptionAllowed">Whether a unit may file against it with a reason.</param>
public sealed record ValidationRule(
    string Code, string Expression, string Message, Severity Severity = Severity.ERROR,
    MissingStrategy Missing = MissingStrategy.SKIP_IF_ANY_VALUE_MISSING, string? MessageEn = null, bool ExceptionAllowed = true);

/// <summary>A rule that was read.</summary>
/// <param name="Rule">As it was written.</param>
/// <param name="Test">Its expression.</param>
/// <param name="References">What it reads.</param>
/// <param name="Computed">Those that it computes with.</param>
/// <param name="Department">Who made it where it belongs to no form.</param>
/// <param name="Version">Its version there.</param>
public sealed record ReadRule(ValidationRule Rule, Expression Test, IReadOnlyList<Reference> References, IReadOnlyList<Reference> Computed, string? Department = null, int? Version = null)
{
    /// <summary>Reads a rule that was checked when it was made.</summary>
    public static ReadRule Of(ValidationRule rule, string? department = null, int? version = null)
    {
        var test = ReadTest.Try(rule.Expression, out var fault) ?? throw new InvalidOperationException($"Rule {rule.Code} was not checked: {fault}");
        return new ReadRule(rule, test, Evaluate.References(test), Evaluate.Computed(test), department, version);
    }

    /// <summary>What an element is inside an expression; null for one that is not known.</summary>
    public static OperandKind? KindOf(Element? element) => element?.Type switch
    {
        null => null,
        "INTEGER" or "DECIMAL" => OperandKind.NUMBER,
        "BOOLEAN" => OperandKind.TRUTH,
        "DATE" => OperandKind.DATE,
        _ => OperandKind.TEXT,
    };
}
