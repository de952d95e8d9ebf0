namespace Datarun.Exchange.Reactions;

/// <summary>A body as Rosters told of it.</summary>
public sealed class OrgUnit
{
    public required string Code { get; init; }
    public required string Name { get; init; }
    public required string Division { get; init; }
    public required int Version { get; init; }
}
