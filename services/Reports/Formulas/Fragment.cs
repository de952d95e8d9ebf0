namespace Datarun.Reports.Formulas;

/// <summary>Type of a part of a formula. Dates are ISO texts, which compare as days do.</summary>
internal enum ValueKind { NUMBER, TEXT, DATE, BOOLEAN }

/// <summary>A part of a formula as SQL. What the author wrote is only ever in parameters.</summary>
/// <param name="Whole">Of a number: whether it is always whole.</param>
/// <param name="Constant">The constant that it is.</param>
/// <param name="Choices">Of a choice: what it can be.</param>
/// <param name="Divided">Of a number: whether a quotient went into it, so that its last decimals are not exact.</param>
internal readonly record struct Fragment(string Sql, ValueKind Kind, bool Whole = false, object? Constant = null, IReadOnlyList<string>? Choices = null, bool Divided = false)
{
    /// <summary>As it is compared with others.</summary>
    public string ToCompare => Divided ? Quotient.ToCompare(Sql) : Sql;
}
