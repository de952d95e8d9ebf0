namespace Datarun.Contracts;

/// <summary>Entries of a ledger (台账) were made, changed or closed. What stands in them is not said: they are about people. At most 5,000 units each.</summary>
/// <param name="Ledger">Code of the ledger.</param>
/// <param name="Units">The units that keep the entries.</param>
public sealed record LedgerEntriesChanged(string Ledger, IReadOnlyList<string> Units) : IEvent
{
    public string OrderKey => Ledger;
}
