using System.Text.Json;
using Datarun.Exchange.Elements;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Exchange;

public class CheckElementTests
{
    private static readonly Rule GradeOfCitizenNumbers = Datarun.ServiceDefaults.Law.Rules.Default.Get("element.citizenId.classification", new DateOnly(2026, 12, 1));

    private static readonly ElementFields Good = new(
        "低保户数", "期末在册户数", ElementType.INTEGER, Frequency: Frequency.MONTHLY, Aggregation: Aggregation.SUM, Source: "500118-CIVIL",
        SharingClass: SharingClass.UNCONDITIONAL, Classification: 2);

    [Fact]
    public void A_complete_element_passes() => Assert.True(CheckElement.Of("civil.lowIncome.households", Good.Clean(), GradeOfCitizenNumbers).Passes);

    [Fact]
    public void What_is_not_shared_names_its_law_and_what_is_shared_on_terms_its_terms()
    {
        Assert.Equal(["LEGAL_BASIS_MISSING"], Codes(Good with { SharingClass = SharingClass.NOT_SHARED, LegalBasis = "  " }));
        Assert.Equal(["CONDITIONS_MISSING"], Codes(Good with { SharingClass = SharingClass.CONDITIONAL }));
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once() => Assert.Equal(
        ["FIELD_REQUIRED", "CLASSIFICATION_INVALID", "VALIDITY_INVALID", "LEGAL_BASIS_MISSING", "BOUNDS_INVALID"],
        Codes(Good with { Name = null, Classification = 5, ValidForDays = 0, SharingClass = SharingClass.NOT_SHARED, Min = 2, Max = 1 }));

    [Theory]
    [InlineData("(")]
    [InlineData("(a)\\1")]
    [InlineData("(?=x)")]
    public void A_pattern_must_match_in_linear_time(string pattern) =>
        Assert.Equal(["PATTERN_INVALID"], Codes(Good with { Type = ElementType.TEXT, Aggregation = Aggregation.NONE, Pattern = pattern }));

    [Fact]
    public void A_choice_needs_choices_each_once()
    {
        var choice = Good with { Type = ElementType.CHOICE, Aggregation = Aggregation.NONE };
        Assert.Equal(["CHOICES_INVALID"], Codes(choice));
        Assert.Equal(["CHOICES_INVALID"], Codes(choice with { Choices = ["是", "是"] }));
        Assert.Empty(Codes(choice with { Choices = ["是", "否"] }));
    }

    [Fact]
    public void Only_numbers_are_added_up() => Assert.Equal(["DOES_NOT_FIT_TYPE"], Codes(Good with { Type = ElementType.TEXT }));

    [Fact]
    public void Only_an_average_is_weighted()
    {
        Assert.Empty(Codes(Good with { Aggregation = Aggregation.AVG, WeightedBy = "stat.households" }));
        Assert.Equal(["DOES_NOT_FIT_TYPE"], Codes(Good with { WeightedBy = "stat.households" }));
        Assert.Equal(["ELEMENT_CODE_INVALID"], Codes(Good with { Aggregation = Aggregation.AVG, WeightedBy = "户数" }));
    }

    [Theory]
    [InlineData("civil.a-1", true)]
    [InlineData(".a", false)]
    [InlineData("a/b", false)]
    [InlineData("户数", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    public void Codes_are_letters_digits_dots_and_dashes(string code, bool good) => Assert.Equal(good, CheckElement.IsCode(code));

    [Theory]
    [InlineData("5", null)]
    [InlineData("5.0", null)]
    [InlineData("5.5", "INTEGER")]
    [InlineData("-1", "min 0")]
    [InlineData("\"5\"", "INTEGER")]
    [InlineData("null", null)]
    [InlineData("1e15", "< 1000000000000000")]
    [InlineData("1.0000000000000000000000000000000000000001", "≤ 10 decimals")]
    public void A_value_fits_type_and_bounds(string json, string? fault) =>
        Assert.Equal(fault, FitsElement.Fault(Element.Of("e", Good with { Min = 0 }), JsonSerializer.Deserialize<JsonElement>(json)));

    [Theory]
    [InlineData(ElementType.TEXT)]
    [InlineData(ElementType.CHOICE)]
    [InlineData(ElementType.DATE)]
    public void Half_a_surrogate_pair_is_no_text(ElementType type) => Assert.NotNull(
        FitsElement.Fault(Element.Of("e", Good with { Type = type }), JsonSerializer.Deserialize<JsonElement>("\"\\ud800\"")));

    private static IEnumerable<string> Codes(ElementFields fields) => CheckElement.Of("e", fields.Clean(), GradeOfCitizenNumbers).Refused.Errors.Select(e => e.Problem.Code);
}
