using System.Text.Json;
using System.Text.RegularExpressions;
using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

/// <summary>What an asker reads: every ground in its language, with the version of the rule that it rests on, and policy never shown as law.</summary>
public partial class WordsOfGroundsTests
{
    private static readonly FormBody Refused = Asking.Form with
    {
        LegalBasis = "\u200b", Purpose = " ", Statistical = true, ApprovalNumber = "\u3000", ValidUntil = Asking.Today.AddDays(-1), RankBy = "d.count", Frequency = Frequency.DAILY,
        DueAfterWorkdays = 0, MinutesPerFiling = 1440, Emergency = new Emergency("", "\ufeff"),
    };

    private static Decision Worst()
    {
        var adverse = Asking.Households with { Code = "d.count", AdverseEvent = true };
        var grade4 = Asking.Households with { Code = "secret", Classification = 4, Source = "500118-HEALTH" };
        return Decide.On(Asking.Facts(Refused,
            [
                Asking.Field(adverse, 1, Asking.Photo), Asking.Field(grade4), Asking.Field(collectors: [new Collector("f", "500118-CIVIL", DivisionLevel.VILLAGE, Asking.Today)]),
                Asking.Field() with { Element = null, Field = new FormField("unheard") },
            ], adverse) with { Year = new YearFacts(3, ["1"], 12, HasList: true) });
    }

    [Fact]
    public void All_grounds_are_given_at_once() => Assert.Equal(
        AdmissionRules.All.Select(r => r.Code).Where(c => !c.StartsWith("ONE_OFF", StringComparison.Ordinal)).Order(), Worst().Grounds.Select(g => g.Code).Distinct().Order());

    [Fact]
    public void Chinese_grounds_have_no_English_words_and_English_ones_no_Chinese()
    {
        foreach (var ground in Worst().Grounds)
        {
            Assert.DoesNotMatch(Latin(), ground.Text.Replace("personalData", "", StringComparison.Ordinal));
            Assert.DoesNotMatch(Han(), ground.TextEn);
            Assert.Matches(Han(), ground.Source);
        }
    }

    [Fact]
    public void Every_ground_names_the_rule_with_its_version_and_says_whether_it_is_law()
    {
        var grounds = Worst().Grounds.Where(g => g.Code != "EMERGENCY_BASIS_MISSING").ToList();
        Assert.All(grounds, g => Assert.NotNull(g.Rule));
        string[] policy = ["QUOTA_ON_ADVERSE_EVENT", "RANKING_ON_ADVERSE_EVENT", "FREQUENCY_ABOVE_ELEMENT", "LEAD_TIME_TOO_SHORT", "BURDEN_BUDGET_EXCEEDED", "EMERGENCY_CAP_REACHED", "EMERGENCY_UNREPORTED"];
        Assert.Equal(policy.Order(), grounds.Where(g => g.Rule!.Basis == RuleBasis.LOCAL_POLICY).Select(g => g.Code).Distinct().Order());
        // 统计法 17 binds statistical forms only.
        var business = Decide.On(Asking.Facts(Asking.Form with { ValidUntil = Asking.Today.AddDays(-1) })).Grounds;
        Assert.Equal(("FORM_EXPIRED", RuleBasis.LOCAL_POLICY), (Assert.Single(business).Code, business[0].Rule!.Basis));
    }

    [Theory]
    [InlineData("formNumber", "表号", "form number")]
    [InlineData("approvalNumber", "批准或者备案文号", "approval number")]
    [InlineData("validUntil", "有效期限", "validity")]
    public void The_mark_that_is_missing_is_named(string missing, string chinese, string english)
    {
        var form = Asking.Form with
        {
            Statistical = true, FormNumber = missing == "formNumber" ? "\u200b" : "渝统1表", ApprovalNumber = missing == "approvalNumber" ? null : "渝统〔2026〕1号",
            ValidUntil = missing == "validUntil" ? null : Asking.Today,
        };
        var ground = Assert.Single(Decide.On(Asking.Facts(form)).Grounds);
        Assert.Equal($"统计调查表缺少{chinese},调查对象有权拒绝填报。", ground.Text);
        Assert.Contains(english, ground.TextEn, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u200b", "某条例", "目的", "its purpose.")]
    [InlineData("办事", "\ufeff \u3000", "法定依据", "its legal basis.")]
    [InlineData(null, "", "目的和法定依据", "its purpose and its legal basis.")]
    public void What_cannot_be_read_is_not_stated(string? purpose, string? basis, string chinese, string english)
    {
        var ground = Assert.Single(Decide.On(Asking.Facts(Asking.Form with { Purpose = purpose, LegalBasis = basis })).Grounds);
        Assert.Equal(("LEGAL_BASIS_MISSING", $"未写明{chinese}。"), (ground.Code, ground.Text));
        Assert.EndsWith(english, ground.TextEn, StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_that_is_exceeded_says_which_one_by_how_much()
    {
        var over = Decide.On(Asking.Facts(Asking.Form with { Frequency = Frequency.WEEKLY, MinutesPerFiling = 200 }, [Asking.Field(Asking.Households with { Frequency = Frequency.DAILY })]))
            .Grounds.Where(g => g.Code == "BURDEN_BUDGET_EXCEEDED").ToList();
        Assert.Equal(2, over.Count); // 267 villages of 200 minutes, 52 / 12 times a month, and 200 in a week.
        Assert.Contains("231400 分钟,预算 100000 分钟", over[0].Text, StringComparison.Ordinal);
        Assert.Contains("一周 200 分钟,预算 160 分钟", over[1].Text, StringComparison.Ordinal);
        Assert.Contains("200 minutes of a unit's week", over[1].TextEn, StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_that_is_asked_and_ranked_by_is_missing_from_the_catalogue_once()
    {
        FieldFacts[] fields = [Asking.Field() with { Element = null, Field = new FormField("unheard") }];
        Assert.Equal(["OFF_CATALOGUE"], Asking.Codes(Asking.Facts(Asking.Form with { RankBy = "unheard" }, fields)));
        Assert.Empty(Asking.Codes(Asking.Facts(Asking.Form with { RankBy = " " })));
    }

    [GeneratedRegex("[A-Za-z]{2,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Latin();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Han();
}
