namespace Datarun.Rosters.People;

/// <summary>A person as answered to those who keep or examine the rosters.</summary>
/// <param name="Id">Opaque.</param>
/// <param name="Name">Full Unicode.</param>
/// <param name="CitizenId">Masked.</param>
/// <param name="Unit">Home unit.</param>
internal sealed record PersonAnswer(Guid Id, string Name, string? CitizenId, string Unit)
{
    public static PersonAnswer Of(Person person) => new(person.Id, person.Name, MaskedCitizenId.Of(person.CitizenId), person.Unit);
}
