namespace Datarun.Contracts;

/// <summary>A person was lent to another unit, or a secondment was changed, renewed, ended, or has passed its last day. Persons are named by an opaque id only.</summary>
/// <param name="SecondmentId">The secondment.</param>
/// <param name="Person">Opaque id of the person.</param>
/// <param name="Post">Code of the post at the lender.</param>
/// <param name="Lender">The unit of the post, where the personnel relation stays.</param>
/// <param name="Borrower">The unit where the person works meanwhile.</param>
/// <param name="From">First day away.</param>
/// <param name="Until">Last day, as agreed or renewed.</param>
/// <param name="ReturnedOn">The first day back; null while nobody has said so.</param>
/// <param name="State">PLANNED, ACTIVE, OVERSTAY or RETURNED on the day of the event.</param>
/// <param name="Assignments">All assignments of the person at the lender: on none of these posts is the person found while away.</param>
/// <param name="Tells">Units that are told by this event, and by no other, that the last day has passed; else empty.</param>
/// <param name="Version">Grows with every change; an older one is ignored.</param>
public sealed record SecondmentChanged(
    Guid SecondmentId, Guid Person, string Post, string Lender, string Borrower, DateOnly From, DateOnly Until, DateOnly? ReturnedOn, string State,
    IReadOnlyList<Guid> Assignments, IReadOnlyList<string> Tells, int Version) : IEvent
{
    public string OrderKey => SecondmentId.ToString();
}
