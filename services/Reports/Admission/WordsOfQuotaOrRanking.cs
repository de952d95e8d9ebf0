using System.Text;

namespace Datarun.Reports.Admission;

/// <summary>A quota or a ranking that is only spoken of: a form about events that nobody may cause whose title, purpose or names of fields have such words, however they are spaced or widened.</summary>
public static class WordsOfQuotaOrRanking
{
    public static AdmissionRule Rule { get; } = new(
        "WORDS_OF_QUOTA_OR_RANKING", "整治形式主义为基层减负若干规定 三",
        "本表涉及不良事件,而标题或目的中有“{0}”等用语:没有发生即为零报告,不得下达数量指标或据此排名。",
        "The form is about events that nobody may cause, and its title or purpose says “{0}”: where nothing happened nil is reported; no quota and no ranking may follow from it.",
        facts => facts.Fields.Any(f => f.Element is { AdverseEvent: true }) && facts.Rule("form.quota.words") is var words
            && SaidIn(facts) is var said && words.List.FirstOrDefault(word => said.Contains(Plain(word), StringComparison.Ordinal)) is { } found
            ? [new Finding(null, words, found)] : [],
        Rejects: false);

    private static string SaidIn(AdmissionFacts facts) =>
        string.Join('\n', facts.Fields.SelectMany(f => new[] { f.Field.Name, f.Element?.Name }).Append(facts.Form.Title).Append(facts.Form.Purpose).Select(text => Plain(text ?? "")));

    /// <summary>Letters and digits only, in their usual form.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (var rune in text.Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune)) plain.Append(Rune.ToLowerInvariant(rune));
        }
        return plain.ToString();
    }
}
