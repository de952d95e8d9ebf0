using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Datarun.Reports.Ledgers;
using Datarun.Reports.Masking;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.LedgerEntries;

/// <summary>An entry that was read: right, or with everything that is wrong with it.</summary>
/// <param name="Data">Its values as they are stored.</param>
/// <param name="Key">A digest of its key, so that no identifier stands in an index.</param>
/// <param name="ValidFrom">First day of what it says; of an event its day; null where none was given.</param>
internal sealed record CheckedEntry(IReadOnlyList<FieldError> Errors, SortedDictionary<string, JsonElement> Data, string Key, DateOnly? ValidFrom)
{
    public string Json => JsonSerializer.Serialize(Data, ServiceDefaults.Http.Json.Options);
}

/// <summary>Whether values make an entry of a ledger: types, bounds, choices, check digits, key. Pure.</summary>
internal static class CheckEntry
{
    /// <summary>The first day of what is said without one: the first that any period has.</summary>
    public static readonly DateOnly Always = new(1900, 1, 1);

    private static readonly DateOnly Last = new(2999, 12, 31);

    public static CheckedEntry Of(LedgerRow ledger, IReadOnlyDictionary<string, JsonElement> values, DateOnly? validFrom)
    {
        var errors = new List<FieldError>();
        var data = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (code, json) in values)
        {
            if (!ledger.Fields.TryGetValue(code, out var known)) errors.Add(At(Escape(code), LedgerProblems.FieldUnknown));
            else if (!CheckValue.IsGiven(known.Element, json)) continue;
            else if (CheckValue.Read(known.Element, json, out var body) is { } wrong) errors.Add(At(code, wrong.Problem, wrong.Detail));
            else if (Canonical(known.Field, body) is not { } right) errors.Add(At(code, LedgerProblems.IdentifierInvalid, known.Field.Identifier.ToString()));
            else data[code] = right;
        }
        foreach (var field in ledger.Schema.Fields)
        {
            var given = values.TryGetValue(field.Code, out var json) && CheckValue.IsGiven(ledger.Fields[field.Code].Element, json);
            if (field.Required && !given) errors.Add(At(field.Code, CommonProblems.FieldRequired));
        }
        if (errors.Count == 0 && ledger.IsOfEvents) validFrom = DateOnly.ParseExact(data[ledger.Schema.EventDate!].GetString()!, "yyyy-MM-dd");
        if (validFrom < Always || validFrom > Last)
            errors.Add(new FieldError(ledger.IsOfEvents ? $"/values/{ledger.Schema.EventDate}" : "/validFrom", LedgerProblems.ValidFromInvalid, $"{Always:yyyy-MM-dd}–{Last:yyyy-MM-dd}"));
        return new CheckedEntry(errors, data, errors.Count == 0 ? KeyOf(ledger, data) : "", validFrom);
    }

    private static string KeyOf(LedgerRow ledger, SortedDictionary<string, JsonElement> data) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(ledger.Schema.Key.Select(k => data[k]), Json.Options))));

    private static JsonElement? Canonical(LedgerField field, ValueBody body) => field.Identifier switch
    {
        null => body.Json,
        var identifier => CheckIdentifier.Read(identifier == FieldIdentifier.CITIZEN_ID ? Identifier.CITIZEN_ID : Identifier.CREDIT_CODE, body.Text!, out var number) is null ? ValueBody.Of(number).Json : null,
    };

    private static FieldError At(string field, Problem problem, string? detail = null) => new($"/values/{field}", problem, detail);

    private static string Escape(string key) => key.Length > 100 ? "?" : JsonPointer.Escape(key);
}
