namespace Datarun.Contracts;

/// <summary>Something that a body owed another under a sharing request, a grant, a correction or to the catalogue was not done by its last day. It is before the authority of the area; nothing is granted by it.</summary>
/// <param name="Subject">The request, grant, correction or deadline of the catalogue.</param>
/// <param name="Kind">REPLY, DELIVERY, MISUSE_CORRECTION, DISPOSAL, VALUE_CORRECTION, CATALOGUE_UPDATE or CATALOGUE_REVIEW.</param>
/// <param name="OwedBy">The body that is late; of a sharing authority the code of its place.</param>
/// <param name="OwedTo">The body that waits; of a sharing authority the code of its place.</param>
/// <param name="DueOn">The last day.</param>
/// <param name="Area">The area whose sharing authority it is laid before; empty for the State.</param>
public sealed record DeadlineMissed(Guid Subject, string Kind, string OwedBy, string OwedTo, DateOnly DueOn, string Area) : IEvent
{
    public string OrderKey => OwedBy;
}
