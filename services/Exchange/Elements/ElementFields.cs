using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.Elements;

/// <summary>The fields of an element as they are written and read.</summary>
/// <param name="Name">Display name.</param>
/// <param name="Definition">The exact meaning by which it is counted (口径); another meaning is another element.</param>
/// <param name="Type">INTEGER, DECIMAL, TEXT, DATE, BOOLEAN or CHOICE.</param>
/// <param name="Unit">Unit of measure.</param>
/// <param name="Choices">The allowed words of a CHOICE.</param>
/// <param name="Min">Least value of a number.</param>
/// <param name="Max">Greatest value of a number.</param>
/// <param name="Pattern">Regular expression that a TEXT must match.</param>
/// <param name="Frequency">How often it is collected.</param>
/// <param name="ValidForDays">For how many days a value stays fresh; null where each period has its own.</param>
/// <param name="Aggregation">How the upper level follows from the lower.</param>
/// <param name="Source">The body that is its authoritative source.</param>
/// <param name="SharingClass">UNCONDITIONAL, CONDITIONAL or NOT_SHARED.</param>
/// <param name="Conditions">Terms of use of a CONDITIONAL one: scope and purpose.</param>
/// <param name="LegalBasis">The express provision by which it is NOT_SHARED, or the duty by which it is held.</param>
/// <param name="Classification">Grade 1 (open) to 4 (most sensitive).</param>
/// <param name="AdverseEvent">Counts something that nobody may cause.</param>
/// <param name="System">The system of this platform that records it by itself.</param>
/// <param name="Identifier">CITIZEN_ID or CREDIT_CODE where a TEXT holds such a number: its check characters are checked.</param>
/// <param name="WeightedBy">With aggregation AVG: the number element whose value of the same unit and period is the weight; without it each unit counts once.</param>
/// <param name="Synonyms">Other names by which people look for it.</param>
public sealed record ElementFields(
    string? Name = null, string? Definition = null, ElementType? Type = null, string? Unit = null, IReadOnlyList<string>? Choices = null,
    decimal? Min = null, decimal? Max = null, string? Pattern = null, Frequency? Frequency = null, int? ValidForDays = null,
    Aggregation? Aggregation = null, string? Source = null, SharingClass? SharingClass = null, string? Conditions = null,
    string? LegalBasis = null, int? Classification = null, bool? AdverseEvent = null, ElementSystem? System = null,
    Identifier? Identifier = null, string? WeightedBy = null, IReadOnlyList<string>? Synonyms = null)
{
    /// <summary>The same with texts normalised, and blank ones left out.</summary>
    public ElementFields Clean() => this with
    {
        Name = Text.Clean(Name), Definition = Text.Clean(Definition), Unit = Text.Clean(Unit), Pattern = Text.Clean(Pattern), WeightedBy = Text.Clean(WeightedBy),
        Conditions = Text.Clean(Conditions), LegalBasis = Text.Clean(LegalBasis), Choices = Choices?.Select(c => Text.Clean(c) ?? "").ToList(),
        AdverseEvent = AdverseEvent ?? false, Synonyms = Synonyms?.Select(s => Text.Clean(s) ?? "").Distinct(StringComparer.Ordinal).ToList() ?? [],
    };

    /// <summary>Whether all fields are the same.</summary>
    public bool SameAs(ElementFields other) =>
        SaysTheSameAs(other) && (Synonyms ?? []).SequenceEqual(other.Synonyms ?? []);

    /// <summary>Whether all fields but the synonyms are the same: what a catalogue entry rests on.</summary>
    public bool SaysTheSameAs(ElementFields other) =>
        this with { Choices = null, Synonyms = null } == other with { Choices = null, Synonyms = null } && (Choices ?? []).SequenceEqual(other.Choices ?? []);

    /// <summary>Whether values recorded under one would mean something else under the other.</summary>
    public bool MeansTheSameAs(ElementFields other) => Definition == other.Definition && Type == other.Type && Unit == other.Unit && Identifier == other.Identifier;
}
