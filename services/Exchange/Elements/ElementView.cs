using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Exchange.Elements;

/// <summary>An element as it is read: its fields with code and version.</summary>
/// <param name="Unit">Unit of measure.</param>
public sealed record ElementView(
    string Code, string Name, string Definition, ElementType Type, string? Unit, IReadOnlyList<string>? Choices, decimal? Min, decimal? Max,
    string? Pattern, Frequency Frequency, int? ValidForDays, Aggregation Aggregation, string Source, SharingClass SharingClass,
    string? Conditions, string? LegalBasis, int Classification, bool AdverseEvent, ElementSystem? System, int Version, DateTimeOffset ChangedAt, Identifier? Identifier,
    string? WeightedBy, IReadOnlyList<string> Synonyms)
{
    public static ElementView Of(Element e) => new(
        e.Code, e.Name, e.Definition, e.Type, e.Unit, e.Choices, e.Min, e.Max, e.Pattern, e.Frequency, e.ValidForDays, e.Aggregation, e.Source,
        e.SharingClass, e.Conditions, e.LegalBasis, e.Classification, e.AdverseEvent, e.System, e.Version, e.ChangedAt, e.Identifier, e.WeightedBy, e.Synonyms);
}
