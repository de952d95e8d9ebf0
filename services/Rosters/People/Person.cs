namespace Datarun.Rosters.People;

/// <summary>Somebody who holds posts. Outside this service only the opaque id is known.</summary>
public sealed class Person
{
    public Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>Stored whole, answered masked, never published, never logged.</summary>
    public string? CitizenId { get; set; }

    /// <summary>Home unit: where the personnel relation is.</summary>
    public required string Unit { get; set; }

    public int Version { get; set; }

    /// <summary>Takes the new state; a citizen number that is not given stays, as nobody can read it back to repeat it.</summary>
    public void Change(string name, string? citizenId, string unit)
    {
        citizenId ??= CitizenId;
        if ((Name, CitizenId, Unit) == (name, citizenId, unit)) return;
        (Name, CitizenId, Unit) = (name, citizenId, unit);
        Version++;
    }
}
