using System.Text.Json;
using Datarun.Reports.Filings;
using Xunit;

namespace Datarun.Tests.Rules.Reports;

public class CompareVersionsTests
{
    private static readonly Use October = new("2026-10", 2), November = new("2026-11", 1);

    private static FilingVersion Version(int version, bool nil = false, object? answer = null, Use? use = null) => new(
        version, nil, answer is null ? new Dictionary<string, JsonElement>() : new() { ["a"] = JsonSerializer.SerializeToElement(answer) },
        use is null ? new Dictionary<string, Use>() : new() { ["a"] = use }, "500118", default);

    private static string[] Changes(params FilingVersion[] versions) =>
    [
        .. CompareVersions.Of(versions, ["b", "a"], (_, use) => JsonSerializer.SerializeToElement(use.Version * 10))
            .Select(d => $"{d.Version.Version}{d.Element} {Say(d.Old)} {Say(d.New)}"),
    ];

    private static string Say(FieldState? state) => state is null ? "-" : $"{state.Kind}:{state.Value?.GetRawText()}";

    [Fact]
    public void The_first_version_says_everything_and_the_next_only_what_differs() =>
        Assert.Equal(["1a - TYPED:5", "3a TYPED:5 TYPED:6"], Changes(Version(1, answer: 5), Version(2, answer: 5.0), Version(3, answer: 6)));

    [Fact]
    public void What_is_taken_says_what_its_version_says() =>
        Assert.Equal(["1a - REUSED:20", "2a REUSED:20 CONFIRMED:20", "3a CONFIRMED:20 REUSED:10"],
            Changes(Version(1, use: October), Version(2, use: October with { Confirmed = true }), Version(3, use: November)));

    [Fact]
    public void What_was_corrected_since_it_was_typed_is_taken_from_the_correction() =>
        Assert.Equal(["1a - TYPED:5", "2a TYPED:5 REUSED:10"], Changes(Version(1, answer: 5), Version(2, answer: 5, use: November)));

    [Fact]
    public void A_nil_return_says_nil_in_every_cell_that_is_not_known() =>
        Assert.Equal(["1a - TYPED:5", "2a TYPED:5 NIL:", "2b - NIL:", "3a NIL: REUSED:10", "4a REUSED:10 -", "4b NIL: -"],
            Changes(Version(1, answer: 5), Version(2, nil: true), Version(3, nil: true, use: November), Version(4)));

    [Fact]
    public void A_computed_figure_of_another_moment_is_another()
    {
        var (one, other) = (new Use("2026-11", ComputedAt: DateTimeOffset.UnixEpoch), new Use("2026-11", ComputedAt: DateTimeOffset.UnixEpoch.AddDays(1)));
        Assert.Equal(["1a - COMPUTED:", "3a COMPUTED: COMPUTED:"], CompareVersions.Of([Version(1, use: one), Version(2, use: one), Version(3, use: other)], ["a"], (_, _) => null)
            .Select(d => $"{d.Version.Version}{d.Element} {Say(d.Old)} {Say(d.New)}"));
    }
}
