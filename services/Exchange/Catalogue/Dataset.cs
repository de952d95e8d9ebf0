using Datarun.Exchange.Elements;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Catalogue;

/// <summary>Where a catalogue entry stands: with its provider's authority, returned to the provider, published, or taken out.</summary>
public enum DatasetState { IN_REVIEW, RETURNED, PUBLISHED, WITHDRAWN }

/// <summary>
/// An entry of the data catalogue (政务数据目录, 政务数据共享条例 第13–17条): a provider's elements under one name. What the elements say already
/// (frequency, sharing class, conditions, grade) is not typed again but follows from them.
/// </summary>
public sealed class Dataset
{
    public required string Code { get; init; }

    /// <summary>数源部门.</summary>
    public required string Provider { get; init; }

    /// <summary>What is in force; null until it is published for the first time.</summary>
    public DatasetFields? Published { get; set; }
    public DateTimeOffset? PublishedAt { get; set; }

    /// <summary>What was submitted last; the same as <see cref="Published"/> once that is approved.</summary>
    public required DatasetFields Submitted { get; set; }
    public required DateTimeOffset SubmittedAt { get; set; }
    public required DatasetState State { get; set; }

    /// <summary>Last day for the provider where a change made it submit, one that it stated or one that the platform knew of; else null.</summary>
    public DateOnly? UpdateDueOn { get; set; }

    /// <summary>Whether it was submitted after that day.</summary>
    public bool UpdatedLate { get; set; }

    /// <summary>Last day for the authority to review and publish.</summary>
    public required DateOnly ReviewDueOn { get; set; }
    public bool Provisional { get; set; }
    public required RuleReference Rule { get; set; }
    public string? ReviewedBy { get; set; }
    public string? ReviewReason { get; set; }

    /// <summary>The elements of what is in force, to find entries by; empty until it is published.</summary>
    public string[] Elements { get; set; } = [];

    /// <summary>Code, title, description and keywords as the search compares them; the texts of its elements are looked at where they stand, so they are never old.</summary>
    public string SearchText { get; set; } = "";

    /// <summary>Its search text as it is made today; empty until it is published.</summary>
    public string SearchTextOf() =>
        Published is { } shown ? ElementSearch.Normalise(string.Join('\n', [Code, shown.Title!, shown.Description!, .. shown.Keywords!])) : "";

    public int Version { get; set; }

    /// <summary>When what is in force last changed; what a harvester asks by.</summary>
    public required DateTimeOffset ChangedAt { get; set; }
}

/// <summary>What a provider states about a dataset; everything else follows from its elements.</summary>
/// <param name="Title">目录名称.</param>
/// <param name="Description">What it is about and how it comes about.</param>
/// <param name="Elements">数据项: elements of the provider.</param>
/// <param name="Formats">数据格式: media types or names such as JSON, CSV, XLSX.</param>
/// <param name="Methods">共享方式: API, SUBSCRIPTION, FILE.</param>
/// <param name="Assessment">The assessment that must come before publishing.</param>
/// <param name="Keywords">Other words by which people look for it.</param>
/// <param name="ChangedOn">Day of the change of law or duties that this follows; the update is due 10 workdays after it (第17条).</param>
public sealed record DatasetFields(
    string? Title = null, string? Description = null, IReadOnlyList<string>? Elements = null, IReadOnlyList<string>? Formats = null,
    IReadOnlyList<SharingMethod>? Methods = null, Assessment? Assessment = null, IReadOnlyList<string>? Keywords = null, DateOnly? ChangedOn = null);

/// <summary>The assessment before publishing (第13条): secrecy risk, impact on personal information, and the head of the department who approved.</summary>
/// <param name="SecrecyRisk">What the secrecy review found.</param>
/// <param name="PersonalInformation">What the impact assessment found; "none" is a finding.</param>
/// <param name="ApprovedBy">The post that approved, not a person's name.</param>
/// <param name="ApprovedOn">When.</param>
public sealed record Assessment(string? SecrecyRisk = null, string? PersonalInformation = null, string? ApprovedBy = null, DateOnly? ApprovedOn = null);
