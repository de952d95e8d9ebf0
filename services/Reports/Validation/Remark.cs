using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Validation;

/// <summary>A justified exception: the unit files against a rule and says why.</summary>
/// <param name="Rule">Code of the rule, as problems name it: that of an outlier is outlier:ELEMENT.</param>
/// <param name="Reason">Why the values are right all the same.</param>
public sealed record RuleException(string Rule, string Reason);

/// <summary>What the checks say about a filing.</summary>
/// <param name="Rule">Code of the rule; for an outlier <c>outlier:</c> and the element.</param>
/// <param name="Problem">In words; for a broken rule its own.</param>
/// <param name="Refuses">Whether the filing cannot be taken so.</param>
/// <param name="Fields">The form's elements that it is about.</param>
/// <param name="Detail">The numbers put in.</param>
/// <param name="Reason">The reason of the exception that was made.</param>
/// <param name="Version">Of a department's rule; that of a form has the form's.</param>
public sealed record Remark(string Rule, Problem Problem, bool Refuses, IReadOnlyList<string> Fields, string Detail, string? Reason = null, int? Version = null)
{
    /// <summary>One for each field, for those who show a form.</summary>
    public IEnumerable<FieldError> Errors => Fields.Select(f => new FieldError(PointerTo(f), Problem, Detail, Rule, Version));

    /// <summary>Where it is shown where only one place can be named.</summary>
    public FieldError First => new(PointerTo(Fields[0]), Problem, Detail, Rule, Version);

    private static string PointerTo(string element) => $"/values/{JsonPointer.Escape(element)}";
}
