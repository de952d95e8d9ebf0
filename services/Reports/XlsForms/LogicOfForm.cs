using Datarun.Reports.Expressions;
using Datarun.Reports.Forms;
using Datarun.Reports.Validation;

namespace Datarun.Reports.XlsForms;

/// <summary>
/// What a form's validation rules are in an XLSForm: those that say when a question is answered stand in <c>relevant</c> and <c>required</c>, other
/// errors in the <c>constraint</c> of the last question that they read. What reaches beyond the form stays on the sheet of rules alone. Pure.
/// </summary>
internal sealed class LogicOfForm
{
    private readonly ILookup<string, string> _relevant, _required, _constraint, _message;

    public LogicOfForm(FormBody form, IReadOnlyDictionary<string, (string Name, string Type)> questions)
    {
        var (xpath, order) = (new WriteXPath(questions), form.Fields.Select(f => f.Element).ToList());
        var said = new List<(string Column, string Element, string Text)>();
        foreach (var rule in (form.Validations ?? []).Select(v => ReadRule.Of(v)))
        {
            if (FirstOf(rule.Test) is (Prefixed { Operand: Given asked }, { } where) && order.Contains(asked.Of.Element)) Say("relevant", asked.Of.Element, xpath.Of(where));
            else if (rule.Test is Joined { Operator: "or", Left: Given needed, Right: Prefixed { Operator: "not", Operand: var when } } && order.Contains(needed.Of.Element)) Say("required", needed.Of.Element, xpath.Of(when));
            else if (rule.Rule.Severity == Severity.ERROR && order.FindLast(e => rule.References.Any(r => r.Element == e)) is { } last && Say("constraint", last, xpath.Of(rule.Test, last)))
                said.Add(("message", last, rule.Rule.Message));
        }
        ILookup<string, string> In(string column) => said.Where(s => s.Column == column).ToLookup(s => s.Element, s => s.Text, StringComparer.Ordinal);
        (_relevant, _required, _constraint, _message) = (In("relevant"), In("required"), In("constraint"), In("message"));

        bool Say(string column, string element, string? text)
        {
            if (text is not null) said.Add((column, element, text));
            return text is not null;
        }
    }

    /// <summary>The first of alternatives, and what is left of them: <c>(a or b) or c</c> is <c>a</c>, or else <c>b or c</c>.</summary>
    private static (Expression First, Expression? Others) FirstOf(Expression test)
    {
        if (test is not Joined { Operator: "or" } either) return (test, null);
        var (first, others) = FirstOf(either.Left);
        return (first, others is null ? either.Right : either with { Left = others });
    }

    public string? Relevant(string element) => All(_relevant[element]);

    public string? Required(string element) => All(_required[element]);

    /// <summary>With what the element itself demands.</summary>
    public string? Constraint(string element, string own) => All(own.Length > 0 ? _constraint[element].Prepend(own) : _constraint[element]);

    public string? Message(string element) => _message[element].Any() ? string.Join(" ", _message[element]) : null;

    private static string? All(IEnumerable<string> conditions) => conditions.ToList() is { Count: > 0 } several ? AllOf(several) : null;

    /// <summary>Conditions that hold together, of rules as of XLSForms: what joins others stands in brackets.</summary>
    public static string AllOf(IReadOnlyList<string> conditions) => conditions is [var one] ? one : string.Join(" and ", conditions.Select(c => $"({c})"));
}
