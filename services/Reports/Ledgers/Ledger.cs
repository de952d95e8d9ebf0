using System.Text.Json;
using Datarun.Reports.Elements;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Reports.Ledgers;

/// <summary>What the entries of a ledger are about.</summary>
public enum LedgerSubject { PERSON, HOUSEHOLD, HOUSE, FIRM, EVENT, OTHER }

/// <summary>Type of a field.</summary>
public enum FieldType { INTEGER, DECIMAL, TEXT, DATE, BOOLEAN, CHOICE }

/// <summary>A number that identifies: of a person (GB 11643) or of a body (GB 32100). Both are checked, and masked in lists.</summary>
public enum FieldIdentifier { CITIZEN_ID, CREDIT_CODE }

/// <summary>A field of a ledger.</summary>
/// <param name="Code">1 to 50 ASCII letters, digits and underscores, a letter first: so formulas name it.</param>
/// <param name="Name">Its name; a file to import may use it as the heading.</param>
/// <param name="Required">Whether every entry has it.</param>
/// <param name="Unit">Unit of measure.</param>
/// <param name="Identifier">Which check it must pass; only of TEXT.</param>
/// <param name="Classification">Grade 1 (open) to 4 (most sensitive).</param>
public sealed record LedgerField(
    string Code, string Name, FieldType Type, bool Required = false, IReadOnlyList<string>? Choices = null, decimal? Min = null, decimal? Max = null,
    string? Pattern = null, string? Unit = null, FieldIdentifier? Identifier = null, int Classification = 1)
{
    /// <summary>Whether its values may not stand in an address, and only sums and averages of them reach other departments.</summary>
    public bool IsProtected => Identifier is not null || Classification >= 3;

    /// <summary>Whether its values are numbers.</summary>
    public bool IsNumber => Type is FieldType.INTEGER or FieldType.DECIMAL;

    /// <summary>As an element, whose values are checked in the same way.</summary>
    internal Element AsElement => new() { Code = Code, Type = Type.ToString(), Choices = Choices?.ToArray(), Min = Min, Max = Max, Pattern = Pattern, Measure = Unit };
}

/// <summary>The schema of a ledger.</summary>
/// <param name="Title">Its name.</param>
/// <param name="Department">The department that owns it; the units of its area keep it.</param>
/// <param name="Level">Who keeps it, usually VILLAGE.</param>
/// <param name="Key">The fields by which an entry is known within its unit; all required.</param>
/// <param name="Fields">Its fields.</param>
/// <param name="EventDate">Of a ledger of events: the DATE field that says when.</param>
public sealed record LedgerBody(
    string Title, string Department, LedgerSubject Subject, DivisionLevel Level, IReadOnlyList<string> Key, IReadOnlyList<LedgerField> Fields, string? EventDate = null);

/// <summary>A ledger as the table has it.</summary>
internal sealed record LedgerRow
{
    public const string Select = "SELECT id, code, version, department, area, body, changed_by, changed_at FROM ledger";

    private readonly Lazy<LedgerBody> _schema;
    private readonly Lazy<Dictionary<string, (LedgerField Field, Element Element)>> _fields;

    public LedgerRow()
    {
        _schema = new(() => JsonSerializer.Deserialize<LedgerBody>(Body, Json.Options)!);
        _fields = new(() => Schema.Fields.ToDictionary(f => f.Code, f => (f, f.AsElement), StringComparer.Ordinal));
    }

    public int Id { get; init; }
    public string Code { get; init; } = "";
    public int Version { get; init; }
    public string Department { get; init; } = "";
    public string Area { get; init; } = "";
    public string Body { get; init; } = "{}";
    public string ChangedBy { get; init; } = "";
    public DateTimeOffset ChangedAt { get; init; }

    public LedgerBody Schema => _schema.Value;

    public bool IsOfEvents => Schema.Subject == LedgerSubject.EVENT;

    public IReadOnlyDictionary<string, (LedgerField Field, Element Element)> Fields => _fields.Value;
}
