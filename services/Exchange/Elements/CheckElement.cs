using System.Text.RegularExpressions;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.Elements;

/// <summary>What an element must be before it may be defined; everything that is wrong is said at once.</summary>
public static partial class CheckElement
{
    private const int LongestName = 200, LongestText = 4000, LongestUnit = 50, LongestPattern = 1000, MostChoices = 1000, LongestChoice = 200, MostSynonyms = 50;

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", RegexOptions.NonBacktracking)]
    private static partial Regex CodeForm { get; }

    /// <summary>Whether it is 1 to 100 ASCII letters, digits, dots, dashes and underscores.</summary>
    public static bool IsCode(string? code) => code is not null && CodeForm.IsMatch(code) && !code.EndsWith('\n');

    /// <summary>Checks the fields, cleaned before.</summary>
    /// <param name="grade">The least grade of citizen numbers: rule <c>element.citizenId.classification</c>, local policy, as no law names one.</param>
    public static Check Of(string code, ElementFields fields, Rule grade)
    {
        var check = new Check()
            .That(IsCode(code), "", ExchangeProblems.ElementCodeInvalid, code)
            .Required(fields.Name, "/name", LongestName)
            .Required(fields.Definition, "/definition", LongestText, lines: true)
            .That(fields.Type is not null, "/type", CommonProblems.FieldRequired)
            .That(fields.Frequency is not null, "/frequency", CommonProblems.FieldRequired)
            .That(fields.Aggregation is not null, "/aggregation", CommonProblems.FieldRequired)
            .That(fields.SharingClass is not null, "/sharingClass", CommonProblems.FieldRequired)
            .That(fields.Classification is not null, "/classification", CommonProblems.FieldRequired)
            .That(fields.Classification is null or (>= 1 and <= 4), "/classification", ExchangeProblems.ClassificationInvalid, "1–4")
            .That(fields.ValidForDays is null or > 0, "/validForDays", ExchangeProblems.ValidityInvalid, "> 0")
            .Storable(fields.Unit, "/unit", LongestUnit)
            .Storable(fields.Conditions, "/conditions", LongestText, lines: true)
            .Storable(fields.LegalBasis, "/legalBasis", LongestText, lines: true)
            .That(fields.Synonyms is null or { Count: <= MostSynonyms }, "/synonyms", CommonProblems.TextInvalid, $"≤ {MostSynonyms}");
        for (var i = 0; i < fields.Synonyms?.Count; i++) check.Required(fields.Synonyms[i], $"/synonyms/{i}", LongestName);
        if (fields.Source is null) check.That(false, "/source", CommonProblems.FieldRequired);
        else check.That(OrgUnitCode.TryParse(fields.Source, out _), "/source", CommonProblems.CodeInvalid, fields.Source);
        Terms(check, fields);
        if (fields.Type is { } type) Values(check, fields, type, grade);
        return check;
    }

    /// <summary>Articles 14 and 15: what is not shared says by which law, what is shared on terms says which.</summary>
    private static void Terms(Check check, ElementFields fields) => check
        .That(fields.SharingClass != SharingClass.NOT_SHARED || fields.LegalBasis is not null, "/legalBasis", ExchangeProblems.LegalBasisMissing)
        .That(fields.SharingClass != SharingClass.CONDITIONAL || fields.Conditions is not null, "/conditions", ExchangeProblems.ConditionsMissing);

    private static void Values(Check check, ElementFields fields, ElementType type, Rule grade)
    {
        var numeric = type is ElementType.INTEGER or ElementType.DECIMAL;
        var choices = fields.Choices ?? [];
        check
            .That(type != ElementType.CHOICE || choices.Count is > 0 and <= MostChoices, "/choices", ExchangeProblems.ChoicesInvalid, $"1–{MostChoices}")
            .That(type == ElementType.CHOICE || choices.Count == 0, "/choices", ExchangeProblems.DoesNotFitType, type.ToString())
            .That(choices.All(c => !string.IsNullOrWhiteSpace(c)) && choices.Distinct(StringComparer.Ordinal).Count() == choices.Count, "/choices", ExchangeProblems.ChoicesInvalid)
            .That(numeric || fields is { Min: null, Max: null }, fields.Min is null ? "/max" : "/min", ExchangeProblems.DoesNotFitType, type.ToString())
            .That(!(fields.Min > fields.Max), "/max", ExchangeProblems.BoundsInvalid, $"{fields.Min} > {fields.Max}")
            .That(numeric || fields.Aggregation is not (Aggregation.SUM or Aggregation.AVG), "/aggregation", ExchangeProblems.DoesNotFitType, $"{fields.Aggregation} {type}")
            .That(numeric || type == ElementType.DATE || fields.Aggregation is not (Aggregation.MIN or Aggregation.MAX), "/aggregation", ExchangeProblems.DoesNotFitType, $"{fields.Aggregation} {type}")
            .That(fields.System is null || type == ElementType.INTEGER, "/system", ExchangeProblems.DoesNotFitType, type.ToString())
            .That(type == ElementType.TEXT || fields.Pattern is null, "/pattern", ExchangeProblems.DoesNotFitType, type.ToString())
            .That(type == ElementType.TEXT || fields.Identifier is null, "/identifier", ExchangeProblems.DoesNotFitType, type.ToString())
            .That(fields.Identifier is null || fields.Aggregation == Aggregation.NONE, "/aggregation", ExchangeProblems.DoesNotFitType, $"{fields.Aggregation} {fields.Identifier}")
            .That(fields.Identifier != Identifier.CITIZEN_ID || fields.Classification >= grade.Int, "/classification", ExchangeProblems.ClassificationInvalid, $"≥ {grade.Int}", grade)
            .That(fields.WeightedBy is null || fields.Aggregation == Aggregation.AVG, "/weightedBy", ExchangeProblems.DoesNotFitType, $"{fields.Aggregation}")
            .That(fields.WeightedBy is null || IsCode(fields.WeightedBy), "/weightedBy", ExchangeProblems.ElementCodeInvalid, fields.WeightedBy)
            .Storable(fields.Pattern, "/pattern", LongestPattern)
            .That(fields.Pattern is null || Compiles(fields.Pattern), "/pattern", ExchangeProblems.PatternInvalid);
        for (var i = 0; i < choices.Count; i++) check.Storable(choices[i], $"/choices/{i}", LongestChoice);
    }

    /// <summary>Only patterns that match in linear time: one that backtracks could hold up every filing that it is checked against.</summary>
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
