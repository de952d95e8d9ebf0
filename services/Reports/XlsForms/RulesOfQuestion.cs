using Datarun.Reports.Elements;
using Datarun.Reports.Validation;

namespace Datarun.Reports.XlsForms;

/// <summary>
/// What a question's <c>relevant</c>, <c>required</c> and <c>constraint</c> demand, as validation rules of the form (勾稽关系). A field is never hidden
/// here: one that does not apply is left empty, and a rule says when. Pure.
/// </summary>
/// <param name="code">How the rules' codes begin.</param>
/// <param name="element">What the question asks for.</param>
internal sealed class RulesOfQuestion(string code, Element element)
{
    // Leaves room for the group's condition and the question itself.
    private const int Longest = ReadTest.Longest / 3;

    private readonly List<ValidationRule> _rules = [];

    /// <summary>The rules so far.</summary>
    public IReadOnlyList<ValidationRule> Rules => _rules;

    /// <summary>Answered only where the condition holds.</summary>
    public void AskOnlyWhere(string condition) => Add(
        "relevant", $"not given([{element.Code}]) or {condition}", $"“{element.Name}”不适用时不应填写", $"\"{element.Name}\" does not apply here and stays empty", MissingStrategy.NEVER_SKIP);

    /// <summary>Answered wherever the condition holds. Of what is not answered itself XLSForms say that nothing holds, so nothing is demanded then.</summary>
    public void RequireWhere(string condition) => Add(
        "required", $"given([{element.Code}]) or not ({condition})", $"“{element.Name}”在此情形下必填", $"\"{element.Name}\" is required here", MissingStrategy.SKIP_IF_ANY_VALUE_MISSING);

    /// <summary>What an answer has to be.</summary>
    /// <param name="message">What the form says where it is not, in Chinese and in English; null for words of our own.</param>
    public void Demand(string condition, (string? Chinese, string? English) message) => Add(
        "constraint", condition, message.Chinese ?? message.English ?? $"“{element.Name}”不符合约束条件",
        message is (null, null) ? $"\"{element.Name}\" is not what the form allows" : message.English, MissingStrategy.SKIP_IF_ANY_VALUE_MISSING);

    /// <summary>A condition as rules write it; null for one that they cannot say.</summary>
    /// <param name="text">As the XLSForm has it.</param>
    /// <param name="self">What <c>.</c> is; null where that is nothing.</param>
    /// <param name="question">The element of a question, by the question's name.</param>
    /// <param name="choice">The choice of an element, by its name in the form.</param>
    /// <param name="elements">All elements.</param>
    public static string? Read(string text, Element? self, Func<string, Element?> question, Func<Element, string, string?> choice, ElementSet elements) =>
        ReadXPath.Try(text, self, question, choice) is { Length: <= Longest } read && ReadTest.Try(read, out _) is { } test && Evaluate.References(test).Count > 0
        && Evaluate.KindOf(test, r => ReadRule.KindOf(elements.ByCode.GetValueOrDefault(r.Element)), out _) == OperandKind.TRUTH ? read : null;

    private void Add(string kind, string expression, string message, string? english, MissingStrategy missing) =>
        _rules.Add(new ValidationRule($"{code}.{kind}", expression, message, Missing: missing, MessageEn: english));
}
