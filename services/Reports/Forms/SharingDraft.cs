using Datarun.Contracts;
using Datarun.Reports.Admission;

namespace Datarun.Reports.Forms;

/// <summary>A sharing request, ready to be sent to Exchange as it is (政务数据共享条例 第20条).</summary>
/// <param name="Provider">The source that is asked.</param>
/// <param name="LegalBasis">By which law or duty.</param>
/// <param name="Scenario">What for.</param>
/// <param name="Scope">Which elements, where.</param>
/// <param name="Method">API.</param>
/// <param name="Until">Last day.</param>
public sealed record SharingDraft(string Provider, string LegalBasis, string Scenario, SharingScope Scope, string Method, DateOnly Until)
{
    /// <summary>A draft for each source that may share, or several where it has very many elements; a department does not ask itself.</summary>
    public static IReadOnlyList<SharingDraft> For(AdmissionFacts facts) => Of(facts.Fields, facts);

    /// <summary>The same for what is known already, of a form that also asks for something new, and for what no grant covers yet.</summary>
    public static IReadOnlyList<SharingDraft> OfKnown(AdmissionFacts facts) => Of(facts.Judged.Where(j => !j.Verdict.IsAsked && !j.Field.Granted).Select(j => j.Field), facts);

    private static SharingDraft[] Of(IEnumerable<FieldFacts> fields, AdmissionFacts facts)
    {
        var until = facts.Form.ValidUntil ?? new DateOnly(facts.Today.Year + 1, 12, 31);
        // The scenario becomes the purpose that is stated with every read: one line.
        var (basis, scenario) = (Shortened(facts.Form.LegalBasis), Shortened(string.Join(' ', (facts.Form.Purpose ?? "").Split(Breaks, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))));
        return
        [
            .. fields.Select(f => f.Element).OfType<Elements.Element>()
                // Citizen numbers never leave the forms that they are filed in; a draft with one would be refused as a whole.
                .Where(e => e.Source != facts.Form.Department && e.SharingClass != "NOT_SHARED" && !e.IsCitizenId).GroupBy(e => e.Source)
                .SelectMany(of => of.Select(e => e.Code).Chunk(SharingLimits.MostElements), (of, codes) => new SharingDraft(
                    of.Key, basis, scenario, new SharingScope(codes, facts.Area), "API", until)),
        ];
    }

    private static readonly char[] Breaks = ['\n', '\r', '\t'];

    private static string Shortened(string? text)
    {
        var runes = (text ?? "").EnumerateRunes().ToArray();
        return runes.Length <= SharingLimits.LongestText ? text ?? "" : string.Concat(runes.Take(SharingLimits.LongestText - 1)) + "…";
    }
}

/// <summary>What is asked for.</summary>
/// <param name="Elements">Codes of elements.</param>
/// <param name="Under">The place with everything below it.</param>
public sealed record SharingScope(IReadOnlyList<string> Elements, string Under);
