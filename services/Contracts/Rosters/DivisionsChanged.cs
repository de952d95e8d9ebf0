namespace Datarun.Contracts;

/// <summary>Places were added, renamed or ended, or are known to have begun on another day. A large import arrives as several events of at most 5,000 places each.</summary>
/// <param name="Divisions">The places as they are now.</param>
public sealed record DivisionsChanged(IReadOnlyList<DivisionFact> Divisions) : IEvent
{
    public string OrderKey => "divisions";
}

/// <summary>A place as the others need it.</summary>
/// <param name="Code">2, 4, 6, 9 or 12 digits; level and parent follow from it.</param>
/// <param name="Name">Full Unicode, NFC.</param>
/// <param name="ValidFrom">First day of the name.</param>
/// <param name="ValidTo">Last day of validity; null while in force.</param>
/// <param name="Began">First day of the place itself; null where it was always there, as far as is known.</param>
/// <param name="Successors">Codes of the places that it went into when it ended; null while it is in force, and where nobody said.</param>
public sealed record DivisionFact(
    string Code, string Name, DateOnly ValidFrom, DateOnly? ValidTo, DateOnly? Began = null, IReadOnlyList<string>? Successors = null);
