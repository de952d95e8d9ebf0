using Datarun.Reports.Elements;
using Datarun.Reports.Filings;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Validation;

/// <summary>A decided filing with the rules that apply to it.</summary>
public sealed class FilingCheck
{
    internal const int LongestReason = 1000;

    /// <summary>Begins the code by which an outlier is justified; the code of its element follows.</summary>
    internal const string OutlierRule = "outlier:";

    private readonly FilingToMake _filing;
    private readonly FilingDecision _decision;
    private readonly IReadOnlyList<ReadRule> _rules;
    private readonly UsualRange.Measure? _outliers;
    private readonly Dictionary<string, ValueBody> _answered;
    private readonly (Element Element, decimal Number)[] _typed = [];

    private FilingCheck(FilingToMake filing, IReadOnlyList<Cell> cells, FilingDecision decision, IReadOnlyList<ReadRule> rules, UsualRange.Measure? outliers)
    {
        (_filing, _decision, _rules, _outliers) = (filing, decision, rules, outliers);
        _answered = cells.Where(c => c.IsDelivered).ToDictionary(c => c.Element.Code, c => c.Held!.Body, StringComparer.Ordinal);
        foreach (var (element, body, _) in decision.Writes) _answered[element.Code] = body;
        // What people gave, now or before: a filing that is sent again with a reason says the same as the first.
        if (outliers is not null)
            _typed =
            [
                .. from cell in cells
                   where decision.Answer.ContainsKey(cell.Element.Code)
                   let number = _answered.GetValueOrDefault(cell.Element.Code).Number
                   where number is not null
                   select (cell.Element, number.Value),
            ];
    }

    /// <summary>Null where there is nothing to check, which costs nothing.</summary>
    public static FilingCheck? Of(FilingToMake filing, IReadOnlyList<Cell> cells, FilingDecision decision, DateOnly today)
    {
        var rules = RulesOfForm.For(filing.Task.Form, filing.Task.Unit);
        var outliers = filing.Task.Form.Body.Outliers ? UsualRange.Measure.On(today) : null;
        return rules.Count == 0 && outliers is null && filing.Input.Given.Count == 0 ? null : new FilingCheck(filing, cells, decision, rules, outliers);
    }

    /// <summary>What has to be read for it.</summary>
    public IEnumerable<Wanted> Wanted => _rules.SelectMany(r => r.References).Select(WantedFor).OfType<Wanted>().Concat(_typed.SelectMany(t => History(t.Element)));

    /// <summary>The values that it gives, for the filings after it in the same batch.</summary>
    public IEnumerable<(Wanted Wanted, ValueBody Body)> Gives => _decision.Writes.Select(w => (new Wanted(_filing.Task.Unit, w.Element, Period, w.Element.LatestAnswers), w.Body));

    /// <summary>What the checks say. Pure.</summary>
    public IEnumerable<Remark> Remarks(IReadOnlyDictionary<Wanted, ValueBody> known)
    {
        ValueBody? Value(Reference reference) => ValueOf(reference, known);
        return _rules.Select(rule => OfRule(rule, Value)).Concat(_typed.Select(t => OfNumber(t.Element, t.Number, known))).OfType<Remark>();
    }

    private Remark? OfRule(ReadRule rule, Func<Reference, ValueBody?> value)
    {
        var outcome = ApplyRule.On(rule, value, _filing.Task.Form.Elements.ByCode);
        if (outcome is RuleOutcome.HOLDS or RuleOutcome.SKIPPED) return null;
        var (say, detail) = (rule.Rule, ApplyRule.Detail(rule, value));
        string[] fields = [.. rule.References.Where(r => r.IsNow && IsAsked(r.Element)).Select(r => r.Element)];
        if (outcome == RuleOutcome.NOT_COMPUTABLE) return new Remark(say.Code, ValidationProblems.NotComputable, false, fields, detail, Version: rule.Version);
        var reason = say.ExceptionAllowed ? ReasonFor(say.Code) : null;
        var problem = (reason is null ? ValidationProblems.Failed : ValidationProblems.Excepted) with { Chinese = say.Message, English = say.MessageEn ?? say.Message };
        // What is filed already and stays as it is, is not refused by a rule that came later.
        return new Remark(say.Code, problem, say.Severity == Severity.ERROR && reason is null && _decision.Changes, fields, detail, Text.Clean(reason), rule.Version);
    }

    /// <summary>A number far from the unit's own history, which never refuses the filing.</summary>
    private Remark? OfNumber(Element element, decimal number, IReadOnlyDictionary<Wanted, ValueBody> known)
    {
        decimal[] history = [.. History(element).Select(w => known.TryGetValue(w, out var body) ? body.Number : null).OfType<decimal>()];
        if (UsualRange.Of(history, _outliers!) is not { } usual || usual.Contains(number)) return null;
        var rule = OutlierRule + element.Code;
        var reason = ReasonFor(rule);
        return new Remark(rule, reason is null ? ValidationProblems.Outlier : ValidationProblems.OutlierExcepted, false, [element.Code], usual.Say(number, history.Length), Text.Clean(reason));
    }

    private ValueBody? ValueOf(Reference reference, IReadOnlyDictionary<Wanted, ValueBody> known)
    {
        if (reference.IsNow && IsAsked(reference.Element)) return _answered.TryGetValue(reference.Element, out var own) ? own : null;
        return WantedFor(reference) is { } wanted && known.TryGetValue(wanted, out var body) ? body : null;
    }

    private string? ReasonFor(string rule) => _filing.Input.Given.FirstOrDefault(e => e.Rule == rule)?.Reason;

    /// <summary>What is wrong with the exceptions themselves.</summary>
    public IEnumerable<FieldError> ExceptionErrors()
    {
        foreach (var (i, exception) in _filing.Input.Given.Index())
        {
            var at = $"/exceptions/{i}";
            if (_rules.FirstOrDefault(r => r.Rule.Code == exception.Rule) is { } rule)
            {
                if (!rule.Rule.ExceptionAllowed) yield return new FieldError($"{at}/rule", ValidationProblems.ExceptionNotAllowed, exception.Rule, exception.Rule, rule.Version);
            }
            else if (!_typed.Any(t => exception.Rule == OutlierRule + t.Element.Code)) yield return new FieldError($"{at}/rule", ValidationProblems.ExceptionUnknownRule, exception.Rule);
            if (Text.IsBlank(exception.Reason)) yield return new FieldError($"{at}/reason", CommonProblems.FieldRequired, null);
            else if (PlainText.Read(exception.Reason, out var plain, lines: true) != TextFault.NONE || plain.Length > LongestReason)
                yield return new FieldError($"{at}/reason", CommonProblems.TextInvalid, $"≤ {LongestReason}");
        }
    }

    private Period Period => _filing.Task.Request.Period;

    private IEnumerable<Wanted> History(Element element) => Enumerable.Range(1, _outliers!.Periods)
        .Select(n => new Reference(element.Code, n).From(Period)).OfType<Period>().Select(p => new Wanted(_filing.Task.Unit, element, p, Latest: false));

    private bool IsAsked(string element) => _filing.Task.Form.Fields.Any(f => f.Element.Code == element);

    /// <summary>A value that is not on the form itself. One that is given less often than the form is that of the longer period around it.</summary>
    private Wanted? WantedFor(Reference reference)
    {
        var asked = IsAsked(reference.Element);
        if ((reference.IsNow && asked) || !_filing.Task.Form.Elements.ByCode.TryGetValue(reference.Element, out var element)) return null;
        var around = asked ? Period : Period.Of(element.Frequency, Period.Start) is var own && own.Contains(Period) ? own : Period;
        return reference.From(around) is { } period ? new Wanted(_filing.Task.Unit, element, period, element.LatestAnswers && reference.IsNow) : null;
    }
}
