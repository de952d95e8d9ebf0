namespace Datarun.Contracts;

/// <summary>Somebody took up, changed or left a post. Persons are named by an opaque id only.</summary>
/// <param name="AssignmentId">The assignment.</param>
/// <param name="Person">Opaque id of the person.</param>
/// <param name="Unit">Where the post is: a division's or a body's code.</param>
/// <param name="Post">Code of the post.</param>
/// <param name="PostTitle">Title of the post.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null while held.</param>
/// <param name="Headcount">How many people the unit has after this change.</param>
/// <param name="Version">Grows with every change in the unit; an older one is ignored.</param>
public sealed record AssignmentChanged(
    Guid AssignmentId, Guid Person, string Unit, string Post, string PostTitle, DateOnly From, DateOnly? To,
    HeadcountFact Headcount, long Version) : IEvent
{
    public string OrderKey => Unit;
}

/// <summary>A unit's people, each counted once however many posts they hold.</summary>
/// <param name="AsOf">The day counted.</param>
/// <param name="OnPost">People who hold at least one post here on that day.</param>
/// <param name="Establishment">Authorised number of posts (编制); null where none is recorded.</param>
public sealed record HeadcountFact(DateOnly AsOf, int OnPost, int? Establishment);
