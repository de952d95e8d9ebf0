using System.Text.Json;
using Datarun.Reports.Ledgers;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Reports.LedgerEntries;

/// <summary>An entry of a ledger.</summary>
/// <param name="Version">Grows with every change; give it as If-Match.</param>
/// <param name="ValidFrom">First day of what it says, of an event its day; null: since ever.</param>
/// <param name="ValidTo">Last day; null while it holds.</param>
/// <param name="Values">By field. In lists, identifiers are masked.</param>
public sealed record EntryView(
    Guid Id, string Ledger, string Unit, int Version, DateOnly? ValidFrom, DateOnly? ValidTo, JsonElement Values, DateTimeOffset ChangedAt);

/// <summary>An entry as the table has it: its newest interval.</summary>
internal sealed record EntryRow
{
    public const string Columns = "e.id, e.ledger, e.unit, e.key, e.version, e.valid_from, e.valid_to, e.data, e.changed_at";

    public Guid Id { get; init; }
    public int Ledger { get; init; }
    public string Unit { get; init; } = "";
    public string Key { get; init; } = "";
    public int Version { get; init; }
    public DateOnly ValidFrom { get; init; }
    public DateOnly? ValidTo { get; init; }
    public string Data { get; init; } = "{}";
    public DateTimeOffset ChangedAt { get; init; }

    public EntryView View(LedgerRow ledger, bool masked) => new(
        Id, ledger.Code, Unit, Version, DayOrNull(ValidFrom), ValidTo, masked ? Mask(ledger, Data) : JsonElement.Parse(Data), ChangedAt);

    public static DateOnly? DayOrNull(DateOnly validFrom) => validFrom == CheckEntry.Always ? null : validFrom;

    /// <summary>The values with identifiers masked, as a list shows them.</summary>
    public static JsonElement Mask(LedgerRow ledger, string data)
    {
        var values = JsonSerializer.Deserialize<SortedDictionary<string, JsonElement>>(data)!;
        foreach (var field in ledger.Schema.Fields.Where(f => f.Identifier is not null && values.ContainsKey(f.Code)))
            values[field.Code] = JsonSerializer.SerializeToElement(MaskOf(values[field.Code].GetString()!), Json.Options);
        return JsonSerializer.SerializeToElement(values, Json.Options);
    }

    private static string MaskOf(string identifier) =>
        CitizenId.TryParse(identifier, out var citizen) ? citizen.ToString() : identifier[..Math.Min(6, identifier.Length)] + new string('*', Math.Max(0, identifier.Length - 6));
}
