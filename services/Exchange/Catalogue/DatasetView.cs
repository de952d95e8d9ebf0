using Datarun.Exchange.Elements;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Exchange.Catalogue;

/// <summary>What follows from the elements of a dataset.</summary>
/// <param name="Frequency">更新频率: of the element that changes most often.</param>
/// <param name="SharingClass">共享属性: the strictest of its elements.</param>
/// <param name="Conditions">使用条件 of those that have any.</param>
/// <param name="LegalBases">The provisions by which elements are not shared.</param>
/// <param name="Classification">分类分级: the highest grade, 1 to 4.</param>
public sealed record DatasetTerms(
    Frequency Frequency, SharingClass SharingClass, IReadOnlyList<string> Conditions, IReadOnlyList<string> LegalBases, int Classification)
{
    public static DatasetTerms Of(IReadOnlyCollection<Element> elements) => new(
        elements.Select(e => e.Frequency).Aggregate((a, b) => FrequencyOrder.IsAbove(b, a) ? b : a), elements.Max(e => e.SharingClass),
        [.. elements.Select(e => e.Conditions).OfType<string>().Distinct()],
        [.. elements.Where(e => e.SharingClass == SharingClass.NOT_SHARED).Select(e => e.LegalBasis).OfType<string>().Distinct()],
        elements.Max(e => e.Classification));
}

/// <summary>An entry of the catalogue with the nine mandatory fields (第13条).</summary>
/// <param name="Terms">What follows from its elements.</param>
/// <param name="FreshAt">When a value of one of its elements last changed here; null where there is none.</param>
/// <param name="ReviewDueOn">Last day for the authority; <c>provisional</c> where it reaches a year whose holidays are not out yet.</param>
/// <param name="Pending">What was submitted and is not in force yet; for the provider and its authority only.</param>
public sealed record DatasetView(
    string Code, string Provider, DatasetState State, string? Title, string? Description, IReadOnlyList<string> Elements, IReadOnlyList<string> Formats,
    IReadOnlyList<SharingMethod> Methods, IReadOnlyList<string> Keywords, DatasetTerms? Terms, DateTimeOffset? FreshAt, DateTimeOffset? PublishedAt,
    DateTimeOffset ChangedAt, int Version, DatasetFields? Pending, DateOnly? UpdateDueOn, bool UpdatedLate, DateOnly? ReviewDueOn, bool Provisional,
    RuleReference Rule, string? ReviewedBy, string? ReviewReason)
{
    /// <param name="dataset">The entry.</param>
    /// <param name="elements">Its elements, those of what is in force.</param>
    /// <param name="own">Whether the reader is its provider or authority.</param>
    /// <param name="freshAt">When a value last changed.</param>
    public static DatasetView Of(Dataset dataset, IReadOnlyCollection<Element> elements, bool own, DateTimeOffset? freshAt = null)
    {
        var shown = dataset.Published;
        return new DatasetView(
            dataset.Code, dataset.Provider, dataset.State, shown?.Title, shown?.Description, shown?.Elements ?? [], shown?.Formats ?? [], shown?.Methods ?? [],
            shown?.Keywords ?? [], elements.Count == 0 ? null : DatasetTerms.Of(elements), freshAt, dataset.PublishedAt, dataset.ChangedAt, dataset.Version,
            own && dataset.State is DatasetState.IN_REVIEW or DatasetState.RETURNED ? dataset.Submitted : null, dataset.UpdateDueOn, dataset.UpdatedLate,
            dataset.State == DatasetState.IN_REVIEW ? dataset.ReviewDueOn : null, dataset.Provisional, dataset.Rule, dataset.ReviewedBy, dataset.ReviewReason);
    }
}
