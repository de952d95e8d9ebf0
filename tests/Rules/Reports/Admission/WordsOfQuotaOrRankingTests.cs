using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class WordsOfQuotaOrRankingTests
{
    private static readonly FieldFacts Disputes = Asking.Field(Asking.Households with { AdverseEvent = true });

    [Theory]
    [InlineData("矛盾纠纷录入数排名通报", "掌握情况", "排名")]
    [InlineData("矛盾纠纷月报", "每村每月至少排查一起", "每月至少")]
    [InlineData("矛盾纠纷 排 名 表", "掌握情况", "排名")]
    [InlineData("一天一调处", "掌握情况", "一天一")]
    [InlineData("Disputes settled", "No fewer  than three a village", "no fewer than")]
    [InlineData("DISPUTES PER-DAY", "掌握情况", "per day")]
    public void A_quota_that_is_only_spoken_of_is_pointed_out(string title, string purpose, string word)
    {
        var decision = Decide.On(Asking.Facts(Asking.Form with { Title = title, Purpose = purpose }, [Disputes]));
        Assert.Equal(Outcome.ADMITTED, decision.Outcome);
        Assert.Contains(word, Assert.Single(decision.Remarks).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_adverse_is_counted_the_words_are_harmless() =>
        Assert.Empty(Decide.On(Asking.Facts(Asking.Form with { Title = "产业产值排名" })).Remarks);
}
