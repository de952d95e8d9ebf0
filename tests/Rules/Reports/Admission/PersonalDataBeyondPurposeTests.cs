using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class PersonalDataBeyondPurposeTests
{
    private static readonly Datarun.Reports.Elements.Element Id = Asking.Households with { Code = "person.id", Classification = 4, Source = "500118-POLICE" };

    [Fact]
    public void The_most_sensitive_data_needs_its_source_or_a_stated_need() =>
        Assert.Equal(["PERSONAL_DATA_BEYOND_PURPOSE"], Asking.Codes(Asking.Facts(fields: [Asking.Field(Id)])));

    [Fact]
    public void A_stated_need_is_enough() => Assert.Empty(Asking.Codes(Asking.Facts(Asking.Form with { PersonalData = "发放补贴须核对身份" }, [Asking.Field(Id)])));

    [Fact]
    public void Its_own_source_needs_none() => Assert.Empty(Asking.Codes(Asking.Facts(fields: [Asking.Field(Id with { Source = "500118-CIVIL" })])));

    [Fact]
    public void A_citizen_number_that_would_be_typed_needs_it_at_any_grade_and_one_that_is_known_is_only_not_shown()
    {
        var number = Id with { Classification = 3, Type = "TEXT", Identifier = Identifier.CITIZEN_ID };
        Assert.Equal(["PERSONAL_DATA_BEYOND_PURPOSE"], Asking.Codes(Asking.Facts(fields: [Asking.Field(number)])));
        var known = Asking.Field(number, collectors: [new Collector("residents", "500118-POLICE", DivisionLevel.VILLAGE, Asking.Today)]);
        Assert.DoesNotContain("PERSONAL_DATA_BEYOND_PURPOSE", Asking.Codes(Asking.Facts(fields: [known, Asking.Field()])));
    }
}
