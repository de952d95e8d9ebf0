using System.Text.Json;
using Datarun.Exchange.Audit;
using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Catalogue;

/// <summary>What is due: the provider's update of an entry, or the authority's review of it (第17条).</summary>
public enum CatalogueDuty { UPDATE, REVIEW }

/// <summary>Why it is due.</summary>
public enum CatalogueCause
{
    /// <summary>An element of the entry was changed.</summary>
    ELEMENT_CHANGED,

    /// <summary>A duty list of the provider came into force.</summary>
    DUTIES_CHANGED,

    /// <summary>A law that the entry rests on was changed.</summary>
    LAW_CHANGED,

    /// <summary>The provider submitted the entry for review.</summary>
    SUBMITTED,
}

/// <summary>By when an entry of the catalogue is to be brought up to date, or reviewed.</summary>
/// <param name="Dataset">Code of the entry.</param>
/// <param name="About">The element, the duty list or the provision that changed; empty for a review.</param>
/// <param name="OwedBy">The provider; of a review the place whose sharing authority reviews.</param>
/// <param name="Since">The day of the change or submission; not counted.</param>
/// <param name="DueOn">Last day; <c>provisional</c> where it reaches a year whose holidays are not out yet.</param>
/// <param name="OverdueSince">When it was found to be late; stays when it is done afterwards.</param>
/// <param name="DoneAt">When the entry was submitted anew, or reviewed; null again where it was returned.</param>
/// <param name="Extensions">More time that was asked for; in the answer about one deadline only.</param>
/// <param name="History">Every step, oldest first; in the answer about one deadline only.</param>
public sealed record CatalogueDeadlineView(
    Guid Id, CatalogueDuty Duty, string Dataset, CatalogueCause Cause, string About, string OwedBy, string OwedTo, DateOnly Since, DateOnly DueOn, bool Provisional,
    RuleReference Rule, DateTimeOffset? OverdueSince, DateTimeOffset? DoneAt, IReadOnlyList<ExtensionView>? Extensions = null, IReadOnlyList<StepView>? History = null);

/// <summary>The same as it lies in the table.</summary>
public sealed record CatalogueDeadline
{
    public Guid Id { get; init; }
    public CatalogueDuty Kind { get; init; }
    public string Dataset { get; init; } = "";
    public CatalogueCause Cause { get; init; }
    public string About { get; init; } = "";
    public string OwedBy { get; init; } = "";
    public string OwedTo { get; init; } = "";
    public DateOnly Since { get; init; }
    public DateOnly DueOn { get; init; }
    public bool Provisional { get; init; }
    public string Rule { get; init; } = "";
    public DateTimeOffset? OverdueSince { get; init; }
    public DateTimeOffset? DoneAt { get; init; }

    public RuleReference RuleReference => JsonSerializer.Deserialize<RuleReference>(Rule, Json.Options)!;

    public SubjectKind Subject => Kind == CatalogueDuty.UPDATE ? SubjectKind.CATALOGUE_UPDATE : SubjectKind.CATALOGUE_REVIEW;

    /// <summary>The body whose entry it is.</summary>
    public string Provider => Kind == CatalogueDuty.UPDATE ? OwedBy : OwedTo;

    /// <summary>A step of it; the provider has notice.</summary>
    public ProceedingStep Step(StepKind kind, DateTimeOffset at, string by) => new(Subject, Id, kind, at, by) { Tells = [Provider] };

    /// <summary>That it is late: before the same-level authority or, where that is late itself, the one above.</summary>
    public MissedDeadline Missed()
    {
        var area = Authority.AreaOf(Provider);
        return new(Subject, Id, Subject.ToString(), OwedBy, OwedTo, DueOn, Kind == CatalogueDuty.UPDATE ? area : Authority.Above(area)) { Action = AuditAction.CATALOGUE_OVERDUE };
    }

    public CatalogueDeadlineView View => new(Id, Kind, Dataset, Cause, About, OwedBy, OwedTo, Since, DueOn, Provisional, RuleReference, OverdueSince, DoneAt);
}
