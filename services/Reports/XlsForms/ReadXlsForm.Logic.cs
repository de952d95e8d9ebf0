using Datarun.Reports.Elements;
using Datarun.Reports.Validation;

namespace Datarun.Reports.XlsForms;

/// <content>Skip logic and constraints, which become validation rules.</content>
public sealed partial class ReadXlsForm
{
    private const int LongestName = 80;

    /// <summary>Whether the file is one of ours, whose rules stand on a sheet of their own.</summary>
    private bool HasRules => _validations.Has("code") && _validations.Has("expression");

    /// <summary>The condition in <c>relevant</c>, null where rules cannot say it; nothing where there is none.</summary>
    private string?[] Relevant(int row, Element? self) => _survey.Of(row, "relevant") is var text && (text.Length == 0 || YesNo.Read(text) == true) ? [] : [Condition(row, "relevant", Why.SkipLogic, self)];

    /// <summary>Notes the rules that the question comes with; answers whether every filing must have it.</summary>
    private bool ReadLogic(int row, Element element, List<string?> where)
    {
        var required = _survey.Of(row, "required");
        var (always, sometimes) = (YesNo.Read(required) == true, required.Length > 0 && YesNo.Read(required) is null);
        // What we wrote ourselves stands on the sheet of rules.
        if (HasRules) return always;
        var name = _survey.Of(row, "name");
        var rules = new RulesOfQuestion(_questions.GetValueOrDefault(name) == element && name.Length <= LongestName ? name : $"q{row}", element);
        if (_survey.Of(row, "constraint") is { Length: > 0 } constraint && !Constraint.IsImplied(constraint, element) && Condition(row, "constraint", Why.Constraint, element) is { } demanded)
            rules.Demand(demanded, _survey.InBoth(row, "constraint_message"));
        where.AddRange(Relevant(row, element));
        string[] said = [.. where.OfType<string>()];
        if (said.Length > 0) rules.AskOnlyWhere(LogicOfForm.AllOf(said));
        var needed = sometimes ? Condition(row, "required", Why.RequiredExpression, element) : null;
        // Where it cannot be said when a question is asked at all, nobody is made to answer it, unless the file says itself when.
        string[] when = needed is not null ? [.. said.Append(needed).Distinct()] : always && !where.Contains(null) ? said : [];
        if (when.Length > 0) rules.RequireWhere(LogicOfForm.AllOf(when));
        foreach (var rule in rules.Rules)
        {
            if (rule.Expression.Length > ReadTest.Longest) Not(row, "relevant", rule.Expression, Why.SkipLogic);
            else _rules.Add(rule);
        }
        return always && where.Count == 0;
    }

    /// <summary>The condition that stands in a column; null where there is none, or none that rules can say.</summary>
    private string? Condition(int row, string column, Why why, Element? self)
    {
        if (_survey.Of(row, column) is not { Length: > 0 } text) return null;
        var read = RulesOfQuestion.Read(text, self, name => _questions.GetValueOrDefault(name), ChoiceOf, elements);
        if (read is null) Not(row, column, text, why);
        return read;
    }

    /// <summary>The element's own choice: forms often have a code for it and the choice itself as the label.</summary>
    private string? ChoiceOf(Element element, string name) =>
        element.Choices is not { } choices || choices.Contains(name, StringComparer.Ordinal) ? name
        : _lists.TryGetValue(element.Code, out var list) && _choices.Rows.Where(r => _choices.Of(r, "list_name") == list && _choices.Of(r, "name", "value") == name)
            .SelectMany(r => _choices.Translations(r, "label")).FirstOrDefault(l => choices.Contains(l, StringComparer.Ordinal)) is { } labelled ? labelled
        : null;

    private void ReadRules()
    {
        foreach (var row in _validations.Rows)
        {
            _rules.Add(new ValidationRule(
                _validations.Of(row, "code"), _validations.Of(row, "expression"), _validations.Of(row, "message"), Named<Severity>(_validations.Of(row, "severity")) ?? Severity.ERROR,
                Named<MissingStrategy>(_validations.Of(row, "missing")) ?? MissingStrategy.SKIP_IF_ANY_VALUE_MISSING, Text(_validations, row, "message_en"), YesNo.Read(_validations.Of(row, "exception_allowed")) != false));
        }
    }
}
