using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

/// <summary>Drafts that Exchange takes as they are.</summary>
public class SharingDraftTests
{
    private static readonly Element Theirs = Asking.Households with { Source = "500118-HEALTH" };

    private static IReadOnlyList<SharingDraft> Drafts(FormBody form, params Element[] elements) =>
        SharingDraft.For(Asking.Facts(form, [.. elements.Select(e => Asking.Field(e))]));

    [Fact]
    public void Each_source_is_asked_for_what_it_may_share_and_nobody_for_a_citizen_number()
    {
        var drafts = Drafts(Asking.Form, Theirs with { Code = "a" }, Theirs with { Code = "b", Identifier = ServiceDefaults.Codes.Identifier.CITIZEN_ID },
            Theirs with { Code = "c", SharingClass = "NOT_SHARED" }, Theirs with { Code = "d", Source = "500118-JUSTICE" }, Asking.Households);
        Assert.Equal(["500118-HEALTH: a", "500118-JUSTICE: d"], drafts.Select(d => $"{d.Provider}: {string.Join(' ', d.Scope.Elements)}"));
    }

    [Fact]
    public void Very_many_elements_of_one_source_come_in_several_drafts() =>
        Assert.Equal([500, 20], Drafts(Asking.Form, [.. Enumerable.Range(0, 520).Select(i => Theirs with { Code = $"e{i}" })]).Select(d => d.Scope.Elements.Count));

    [Fact]
    public void The_scenario_is_one_line_and_nothing_is_longer_than_a_request_may_be()
    {
        var lines = Assert.Single(Drafts(Asking.Form with { Purpose = "核对待遇\r\n\n\t发放补贴 " }, Theirs));
        Assert.Equal("核对待遇 发放补贴", lines.Scenario);
        var longest = Assert.Single(Drafts(Asking.Form with { Purpose = string.Concat(Enumerable.Repeat("𡐓", 2001)), LegalBasis = new string('法', 2000) }, Theirs));
        Assert.Equal((2000, "…", 2000), (longest.Scenario.EnumerateRunes().Count(), longest.Scenario[^1..], longest.LegalBasis.Length));
    }
}
