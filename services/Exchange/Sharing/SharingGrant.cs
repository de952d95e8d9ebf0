using Datarun.Contracts;
using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Sharing;

/// <summary>Whether a grant may be used.</summary>
public enum GrantState { ACTIVE, SUSPENDED, TERMINATED, EXPIRED }

/// <summary>The standing right of one body to use another's elements: of an area, for one purpose, until a day.</summary>
public sealed class SharingGrant
{
    public required Guid Id { get; init; }
    public required Guid RequestId { get; init; }
    public required string Consumer { get; init; }
    public required string Provider { get; init; }
    public required string[] Elements { get; init; }
    public required string Under { get; init; }

    /// <summary>The area as a range of unit codes.</summary>
    public required string UnitFrom { get; init; }
    public required string UnitTo { get; init; }

    /// <summary>What it may be used for, and nothing else (第25条).</summary>
    public required string Purpose { get; init; }

    /// <summary>The duty of the consumer that it was given for, by its code in the duty list; it ends with the duty.</summary>
    public string? DutyItem { get; init; }

    /// <summary>How it was asked for. On record, and says how delivery is found to be made; narrows no right.</summary>
    public required SharingMethod Method { get; init; }
    public required DateOnly From { get; init; }
    public required DateOnly Until { get; init; }
    public required GrantState State { get; set; }
    public string? Conditions { get; init; }

    /// <summary>Why it was suspended, ended or taken up again.</summary>
    public string? Reason { get; set; }

    /// <summary>Last day for the provider to deliver (第22条).</summary>
    public required DateOnly DeliverBy { get; init; }
    public bool Provisional { get; init; }
    public required RuleReference Rule { get; init; }
    public required DateTimeOffset GrantedAt { get; init; }
    public required DateTimeOffset ChangedAt { get; set; }
    public required int Version { get; set; }

    /// <summary>The fact for the others.</summary>
    public GrantChanged Fact() => new(Id, Consumer, Elements, Under, State.ToString(), Until, Version);

    /// <summary>A step of it; both sides have notice.</summary>
    public ProceedingStep Step(StepKind kind, DateTimeOffset at, string by) => new(SubjectKind.GRANT, Id, kind, at, by) { Tells = [Consumer, Provider], Reason = Reason };

    /// <summary>What the consumer owes while it is suspended: to put misuse right by a day that was set, or by that of the rule.</summary>
    public Obligation PuttingRight(DateOnly today, DateOnly? correctBy, Rules rules, WorkdayCalendar calendar)
    {
        var rule = rules.Get("share.misuse.correct", today);
        var due = correctBy is { } set ? new Deadline(set, Provisional: false) : calendar.AddWorkdays(today, rule.Int);
        return new(Id, ObligationKind.CORRECTION, Consumer, Provider, today, due.On, due.Provisional, correctBy is null ? rule.Reference : null);
    }

    /// <summary>What the consumer owes once it has ended.</summary>
    public Obligation Disposal(DateOnly endedOn, Rules rules, WorkdayCalendar calendar)
    {
        var rule = rules.Get("share.disposal.confirm", endedOn);
        var due = calendar.AddWorkdays(endedOn, rule.Int);
        return new(Id, ObligationKind.DISPOSAL, Consumer, Provider, endedOn, due.On, due.Provisional, rule.Reference);
    }

    /// <summary>What the provider owes from the first day.</summary>
    public Obligation Delivery() => new(Id, ObligationKind.DELIVERY, Provider, Consumer, From, DeliverBy, Provisional, Rule);
}
