using System.Text.RegularExpressions;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Ledgers;

/// <summary>What must be right with the schema of a ledger; everything that is wrong is said at once. Pure.</summary>
public static partial class CheckLedger
{
    private const int MostFields = 200, MostKeys = 5, MostChoices = 1000;
    private const int LongestName = 200, LongestUnit = 50, LongestPattern = 1000;
    // Headings of the files that are imported and exported.
    private static readonly string[] Taken = ["unit", "validFrom"];

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,49}\z", RegexOptions.NonBacktracking)]
    private static partial Regex CodeForm { get; }

    /// <summary>Whether it can be the code of a ledger or field.</summary>
    public static bool IsCode(string? code) => code is not null && CodeForm.IsMatch(code);

    public static Check Of(string code, LedgerBody body)
    {
        var check = new Check()
            .That(IsCode(code), "?code", CommonProblems.CodeInvalid, "[A-Za-z][A-Za-z0-9_]{0,49}")
            .Required(body.Title, "/title", LongestName)
            .That(OrgUnitCode.TryParse(body.Department, out _), "/department", CommonProblems.CodeInvalid)
            .That(Enum.IsDefined(body.Level), "/level", ReportsProblems.OutOfBounds)
            .That(body.Fields.Count is >= 1 and <= MostFields && body.Fields.All(f => f is not null), "/fields", LedgerProblems.FieldsInvalid, $"1–{MostFields}")
            .That(body.Key.Count is >= 1 and <= MostKeys, "/key", LedgerProblems.KeyInvalid, $"1–{MostKeys}");
        if (!check.Passes) return check;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (i, field) in body.Fields.Index()) Field(check, field, $"/fields/{i}", seen);
        foreach (var (i, key) in body.Key.Index())
            check.That(body.Fields.Any(f => f.Code == key && f.Required) && body.Key.Take(i).All(k => k != key), $"/key/{i}", LedgerProblems.KeyInvalid, "required, once");
        var dated = body.Subject == LedgerSubject.EVENT;
        return check.That(dated ? body.Fields.Any(f => f.Code == body.EventDate && f is { Required: true, Type: FieldType.DATE }) : body.EventDate is null,
            "/eventDate", LedgerProblems.EventDateInvalid);
    }

    private static void Field(Check check, LedgerField field, string at, HashSet<string> seen)
    {
        var choices = field.Choices ?? [];
        check
            .That(IsCode(field.Code) && !Taken.Contains(field.Code, StringComparer.OrdinalIgnoreCase), $"{at}/code", CommonProblems.CodeInvalid, "[A-Za-z][A-Za-z0-9_]{0,49}")
            .That(seen.Add(field.Code ?? ""), $"{at}/code", LedgerProblems.FieldTwice)
            .Required(field.Name, $"{at}/name", LongestName)
            .That(string.IsNullOrWhiteSpace(field.Name) || (seen.Add(field.Name) || field.Name.Equals(field.Code, StringComparison.OrdinalIgnoreCase)), $"{at}/name", LedgerProblems.FieldTwice)
            .Storable(field.Unit, $"{at}/unit", LongestUnit)
            .Storable(field.Pattern, $"{at}/pattern", LongestPattern)
            .That(field.Classification is >= 1 and <= 4, $"{at}/classification", ReportsProblems.OutOfBounds, "1–4")
            .That(field.Type == FieldType.CHOICE ? choices.Count is > 0 and <= MostChoices : field.Choices is null, $"{at}/choices", LedgerProblems.DoesNotFitType, field.Type.ToString())
            .That(choices.All(c => !string.IsNullOrWhiteSpace(c)) && choices.Distinct(StringComparer.Ordinal).Count() == choices.Count, $"{at}/choices", LedgerProblems.DoesNotFitType)
            .That(field.IsNumber || field is { Min: null, Max: null }, $"{at}/min", LedgerProblems.DoesNotFitType, field.Type.ToString())
            .That(!(field.Min > field.Max), $"{at}/max", ReportsProblems.OutOfBounds, $"≥ {field.Min}")
            .That(field.Type == FieldType.TEXT || field is { Pattern: null, Identifier: null }, $"{at}/type", LedgerProblems.DoesNotFitType, field.Type.ToString())
            .That(field.Pattern is null || Compiles(field.Pattern), $"{at}/pattern", LedgerProblems.DoesNotFitType);
        foreach (var (i, choice) in choices.Index()) check.Storable(choice, $"{at}/choices/{i}", LongestName);
    }

    /// <summary>Only patterns that match in linear time.</summary>
    private static bool Compiles(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
            return true;
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
