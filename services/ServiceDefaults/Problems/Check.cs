namespace Datarun.ServiceDefaults.Problems;

/// <summary>Gathers everything that is wrong with a request, so that it is all said at once.</summary>
public sealed class Check
{
    private readonly List<FieldError> _errors = [];

    /// <summary>Whether nothing is wrong so far.</summary>
    public bool Passes => _errors.Count == 0;

    /// <summary>Notes a problem with a field unless the condition holds.</summary>
    public Check That(bool holds, string pointer, Problem problem, string? detail = null)
    {
        if (!holds) _errors.Add(new FieldError(pointer, problem, detail));
        return this;
    }

    /// <summary>The refusal: the problem itself when there is one error, else BODY_INVALID with all of them.</summary>
    public Refused Refused => new(_errors.Count == 1 ? _errors[0].Problem : CommonProblems.BodyInvalid, _errors);

    /// <summary>Throws the refusal if anything is wrong.</summary>
    public void Enforce()
    {
        if (!Passes) throw Refused.AsException();
    }
}
