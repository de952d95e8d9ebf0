using Datarun.Contracts;

namespace Datarun.Reports.Values;

/// <summary>Gathers what is told of values that were written.</summary>
/// <param name="kind">FILING, SYSTEM, LEDGER or CORRECTION.</param>
/// <param name="at">When they were recorded.</param>
public sealed class ToldValues(string kind, DateTimeOffset at)
{
    private readonly Dictionary<(Guid, string), ValueSource> _sources = [];
    private readonly List<RecordedValue> _values = [];

    /// <summary>Those gathered so far.</summary>
    public IReadOnlyList<RecordedValue> All => _values;

    /// <summary>Adds one; but a citizen number is no fact for the bus: it leaves only through a form, in its mask.</summary>
    public void Add(ValueToWrite value, int version)
    {
        if (value.Element.IsCitizenId) return;
        if (!_sources.TryGetValue((value.SourceId, value.By), out var source))
            _sources.Add((value.SourceId, value.By), source = new ValueSource(kind, value.SourceId.ToString(), value.By, at));
        _values.Add(new RecordedValue(value.Element.Code, value.Unit, value.PeriodText, value.Body.Raw, version, source));
    }
}
