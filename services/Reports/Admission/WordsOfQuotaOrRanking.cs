namespace Datarun.Reports.Admission;

/// <summary>A quota or a ranking that is only spoken of: a form about events that nobody may cause whose title or purpose has such words.</summary>
public static class WordsOfQuotaOrRanking
{
    public static AdmissionRule Rule { get; } = new(
        "WORDS_OF_QUOTA_OR_RANKING", "整治形式主义为基层减负若干规定 三",
        "本表涉及不良事件,而标题或目的中有“{0}”等用语:没有发生即为零报告,不得下达数量指标或据此排名。",
        "The form is about events that nobody may cause, and its title or purpose says “{0}”: where nothing happened nil is reported; no quota and no ranking may follow from it.",
        facts => facts.Fields.Any(f => f.Element is { AdverseEvent: true }) && facts.Rule("form.quota.words") is var words
            && words.List.FirstOrDefault(word => $"{facts.Form.Title}\n{facts.Form.Purpose}".Contains(word, StringComparison.OrdinalIgnoreCase)) is { } found
            ? [new Finding(null, words, found)] : [],
        Rejects: false);
}
