using Datarun.ServiceDefaults.Law;

namespace Datarun.ServiceDefaults.Problems;

/// <summary>Gathers everything that is wrong with a request, so that it is all said at once.</summary>
public sealed class Check
{
    private readonly List<FieldError> _errors = [];
    private RuleReference? _rule;

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool Passes => _errors.Count == 0;

    /// <summary>Notes a problem with a field unless the condition holds.</summary>
    /// <param name="rule">The rule of law or policy that decides, where one does.</param>
    public Check That(bool holds, string pointer, Problem problem, string? detail = null, Rule? rule = null)
    {
        if (holds) return this;
        _errors.Add(new FieldError(pointer, problem, detail));
        _rule ??= rule?.Reference;
        return this;
    }

    /// <summary>The refusal: the problem itself when there is one error, else BODY_INVALID with all of them; with the rule that it rests on, the first where there are several.</summary>
    public Refused Refused
    {
        get
        {
            var refused = new Refused(_errors.Count == 1 ? _errors[0].Problem : CommonProblems.BodyInvalid, _errors);
            return _rule is null ? refused : refused.With("rule", _rule);
        }
    }

    /// <summary>Throws the refusal if anything is wrong.</summary>
    public void Enforce()
    {
        if (!Passes) throw Refused.AsException();
    }
}
