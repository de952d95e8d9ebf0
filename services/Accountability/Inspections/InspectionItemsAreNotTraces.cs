using System.Globalization;
using System.Text;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability.Inspections;

/// <summary>Work is not judged by photos, screenshots, minutes, notes and other traces. 整治形式主义为基层减负若干规定 三; the words are rule inspection.item.traces.</summary>
public static class InspectionItemsAreNotTraces
{
    public static Refused? Check(InspectionFacts facts)
    {
        var traces = facts.Law.Traces.List;
        var faults = facts.Asked.Items
            .Select((item, i) => (i, word: traces.FirstOrDefault(t => Plain(item.Title).Contains(Plain(t), StringComparison.OrdinalIgnoreCase) || Plain(item.Evidence).Contains(Plain(t), StringComparison.OrdinalIgnoreCase))))
            .Where(found => found.word is not null).ToList();
        return faults.Count == 0 ? null
            : new Refused(AccountabilityProblems.InspectionItemIsTrace, faults.ConvertAll(f => new FieldError($"/items/{f.i}", AccountabilityProblems.InspectionItemIsTrace, f.word)))
                .With("rule", facts.Law.Traces.Reference);
    }

    /// <summary>As it is read, not as it is typed: without spaces and what has no shape, full-width letters as the narrow ones.</summary>
    private static string Plain(string? text) =>
        string.Concat((text ?? "").Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c) && char.GetUnicodeCategory(c) != UnicodeCategory.Format));
}
