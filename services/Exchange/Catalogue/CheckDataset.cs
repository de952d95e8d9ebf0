using Datarun.Exchange.Elements;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange.Catalogue;

/// <summary>What must be stated before an entry is submitted; everything that is wrong is said at once. Pure.</summary>
public static class CheckDataset
{
    private const int LongestTitle = 200, LongestText = 4000, LongestWord = 100, MostElements = 500, MostWords = 50;

    /// <summary>The same with texts normalised, elements in order and each once.</summary>
    public static DatasetFields Clean(DatasetFields fields) => fields with
    {
        Title = Text.Clean(fields.Title), Description = Text.Clean(fields.Description),
        Elements = fields.Elements?.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList(),
        Formats = fields.Formats?.Select(f => Text.Clean(f) ?? "").Distinct(StringComparer.Ordinal).ToList(), Methods = fields.Methods?.Distinct().ToList(),
        Keywords = fields.Keywords?.Select(k => Text.Clean(k) ?? "").Distinct(StringComparer.Ordinal).ToList() ?? [],
        Assessment = fields.Assessment is not { } a ? null : new Assessment(Text.Clean(a.SecrecyRisk), Text.Clean(a.PersonalInformation), Text.Clean(a.ApprovedBy), a.ApprovedOn),
    };

    /// <param name="code">Code of the entry.</param>
    /// <param name="fields">Cleaned before.</param>
    /// <param name="today">No approval and no change of law lies ahead.</param>
    public static Check Of(string code, DatasetFields fields, DateOnly today)
    {
        var check = new Check()
            .That(CheckElement.IsCode(code), "", CatalogueProblems.DatasetCodeInvalid, code)
            .Required(fields.Title, "/title", LongestTitle)
            .Required(fields.Description, "/description", LongestText, lines: true)
            .That(fields.Elements is { Count: > 0 }, "/elements", CommonProblems.FieldRequired)
            .That(fields.Elements is null or { Count: <= MostElements }, "/elements", ExchangeProblems.TooManyElements, $"≤ {MostElements}")
            .That(fields.Formats is { Count: > 0 } && fields.Formats.All(f => f.Length > 0), "/formats", CommonProblems.FieldRequired)
            .That(fields.Methods is { Count: > 0 }, "/methods", CommonProblems.FieldRequired)
            .That(fields.Keywords!.All(k => k.Length > 0), "/keywords", CommonProblems.FieldRequired)
            .That(fields.Keywords!.Count <= MostWords && fields.Formats is null or { Count: <= MostWords }, "/keywords", CommonProblems.TextInvalid, $"≤ {MostWords}")
            .That(fields.ChangedOn is null || fields.ChangedOn <= today, "/changedOn", CatalogueProblems.DateAhead, $"≤ {today:yyyy-MM-dd}")
            .That(fields.Assessment is { SecrecyRisk: not null, PersonalInformation: not null, ApprovedBy: not null, ApprovedOn: not null }, "/assessment", CatalogueProblems.AssessmentMissing)
            .That(fields.Assessment?.ApprovedOn is null || fields.Assessment.ApprovedOn <= today, "/assessment/approvedOn", CatalogueProblems.DateAhead, $"≤ {today:yyyy-MM-dd}");
        foreach (var word in fields.Keywords!.Concat(fields.Formats ?? [])) check.Storable(word, "/keywords", LongestWord);
        foreach (var (pointer, text) in new[] { ("secrecyRisk", fields.Assessment?.SecrecyRisk), ("personalInformation", fields.Assessment?.PersonalInformation), ("approvedBy", fields.Assessment?.ApprovedBy) })
            check.Storable(text, $"/assessment/{pointer}", LongestText, lines: true);
        foreach (var element in (fields.Elements ?? []).Where(e => !CheckElement.IsCode(e))) check.That(false, "/elements", ExchangeProblems.UnknownElement, element);
        return check;
    }
}
