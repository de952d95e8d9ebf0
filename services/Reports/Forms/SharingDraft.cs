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
    /// <summary>One draft for each source that may share; a department does not ask itself.</summary>
    public static IReadOnlyList<SharingDraft> For(AdmissionFacts facts) => Of(facts.Fields, facts);

    /// <summary>The same for what is known already, of a form that also asks for something new, and for what no grant covers yet.</summary>
    public static IReadOnlyList<SharingDraft> OfKnown(AdmissionFacts facts) => Of(facts.Fields.Where((f, i) => !facts.Verdicts[i].IsAsked && !f.Granted), facts);

    private static SharingDraft[] Of(IEnumerable<FieldFacts> fields, AdmissionFacts facts)
    {
        var until = facts.Form.ValidUntil ?? new DateOnly(facts.Today.Year + 1, 12, 31);
        return
        [
            .. fields.Select(f => f.Element).OfType<Elements.Element>()
                .Where(e => e.Source != facts.Form.Department && e.SharingClass != "NOT_SHARED").GroupBy(e => e.Source)
                .Select(of => new SharingDraft(
                    of.Key, facts.Form.LegalBasis ?? "", facts.Form.Purpose ?? "", new SharingScope([.. of.Select(e => e.Code)], facts.Area), "API", until)),
        ];
    }
}

/// <summary>What is asked for.</summary>
/// <param name="Elements">Codes of elements.</param>
/// <param name="Under">The place with everything below it.</param>
public sealed record SharingScope(IReadOnlyList<string> Elements, string Under);
