using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Ledgers;

/// <summary>A ledger (台账): its schema as it is in force.</summary>
/// <param name="KeepYears">Entries and their history are kept at least so many years.</param>
/// <param name="Rule">By which rule.</param>
public sealed record LedgerView(
    string Code, int Version, string Title, string Department, LedgerSubject Subject, DivisionLevel Level, IReadOnlyList<string> Key,
    IReadOnlyList<LedgerField> Fields, string? EventDate, DateTimeOffset ChangedAt, int KeepYears, RuleReference Rule)
{
    internal static LedgerView Of(LedgerRow row, Rules rules, DateOnly today)
    {
        var (schema, keep) = (row.Schema, rules.Get("form.ledger.keep", today));
        return new(row.Code, row.Version, schema.Title, schema.Department, schema.Subject, schema.Level, schema.Key, schema.Fields, schema.EventDate,
            row.ChangedAt, keep.Int, keep.Reference);
    }
}
