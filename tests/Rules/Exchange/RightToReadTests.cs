using Datarun.Exchange.Elements;
using Datarun.Exchange.Sharing;
using Datarun.Exchange.Values;
using Datarun.ServiceDefaults.Security;
using Xunit;

namespace Datarun.Tests.Rules.Exchange;

public class RightToReadTests
{
    private static readonly DateOnly Today = new(2026, 11, 23);
    private static readonly Caller Health = new("health", "500118-HEALTH", new HashSet<Role> { Role.DEPARTMENT });
    private static readonly Caller Township = new("town", "500118118", new HashSet<Role> { Role.REPORTER });

    [Fact]
    public void The_source_reads_its_own_whatever_its_class() =>
        Assert.Contains(ReadBasis.OWN, Decide(Health, SharingClass.NOT_SHARED, source: "500118-HEALTH").Reading!.Bases);

    [Fact]
    public void Any_department_reads_what_is_unconditional() =>
        Assert.Equal([UnitRange.All], Decide(Health, SharingClass.UNCONDITIONAL).Reading!.Ranges.Where(r => r.From == ""));

    [Fact]
    public void A_conditional_one_needs_a_grant() => Assert.Equal("GRANT_MISSING", Code(Decide(Health, SharingClass.CONDITIONAL)));

    [Fact]
    public void A_grant_is_good_for_its_purpose_only()
    {
        var grant = Grant();
        Assert.Equal([grant.Id], Decide(Health, SharingClass.CONDITIONAL, [grant], purpose: "低保").Reading!.Grants);
        Assert.Equal("PURPOSE_MISMATCH", Code(Decide(Health, SharingClass.CONDITIONAL, [grant], purpose: "税务")));
        Assert.Equal("PURPOSE_MISMATCH", Code(Decide(Health, SharingClass.CONDITIONAL, [grant])));
    }

    [Fact]
    public void A_grant_is_good_for_its_area_only()
    {
        Assert.Equal("GRANT_MISSING", Code(Decide(Health, SharingClass.CONDITIONAL, [Grant()], under: "500119", purpose: "低保")));
        Assert.Equal([new UnitRange("500118118", "500118119")], Decide(Health, SharingClass.CONDITIONAL, [Grant("500118118")], under: "500118", purpose: "低保").Reading!.Ranges.Where(r => r.From == "500118118"));
    }

    [Theory]
    [InlineData(GrantState.SUSPENDED, 1)]
    [InlineData(GrantState.TERMINATED, 1)]
    [InlineData(GrantState.ACTIVE, -1)]
    public void A_grant_that_is_not_in_force_gives_nothing(GrantState state, int days) =>
        Assert.Equal("GRANT_MISSING", Code(Decide(Health, SharingClass.CONDITIONAL, [Grant() with { State = state, Until = Today.AddDays(days) }], purpose: "低保")));

    [Fact]
    public void The_purpose_of_a_suspended_grant_is_no_misuse_of_another_grant_and_a_third_purpose_is()
    {
        var suspended = Grant() with { State = GrantState.SUSPENDED };
        var other = Grant() with { Purpose = "公租房" };
        Assert.Equal("GRANT_MISSING", Code(Decide(Health, SharingClass.CONDITIONAL, [suspended, other], purpose: "低保")));
        Assert.Equal("PURPOSE_MISMATCH", Code(Decide(Health, SharingClass.CONDITIONAL, [suspended, other], purpose: "税务")));
        Assert.Equal("PURPOSE_MISMATCH", Code(Decide(Health, SharingClass.CONDITIONAL, [suspended], purpose: "税务")));
        Assert.Equal("GRANT_MISSING", Code(Decide(Health, SharingClass.CONDITIONAL, [suspended])));
    }

    [Fact]
    public void What_is_not_shared_says_by_which_law() => Assert.Equal("ELEMENT_NOT_SHARED", Code(Decide(Health, SharingClass.NOT_SHARED)));

    [Theory]
    [InlineData(SharingClass.UNCONDITIONAL)]
    [InlineData(SharingClass.CONDITIONAL)]
    [InlineData(SharingClass.NOT_SHARED)]
    public void A_township_reads_everything_about_itself_and_nothing_of_its_neighbour(SharingClass sharing)
    {
        Assert.Equal([new UnitRange("500118118", "500118119")], Decide(Township, sharing).Reading!.Ranges);
        Assert.Equal([new UnitRange("500118118", "500118119")], Decide(Township, sharing, under: "50").Reading!.Ranges);
        Assert.Equal([new UnitRange("500118118", "500118119")], Decide(Township, sharing, under: "CN").Reading!.Ranges);
        Assert.Equal("OUTSIDE_YOUR_UNIT", Code(Decide(Township, sharing, under: "500118119")));
    }

    [Fact]
    public void A_body_covers_itself_and_not_a_body_whose_code_is_longer()
    {
        var range = UnitRange.Of("500118-CIVIL");
        Assert.True(string.CompareOrdinal("500118-CIVIL", range.From) >= 0 && string.CompareOrdinal("500118-CIVIL", range.To) < 0);
        Assert.False(string.CompareOrdinal("500118-CIVIL-2", range.To) < 0);
    }

    private static ReadGrant Grant(string under = "500118") => new(Guid.NewGuid(), "低保", under, GrantState.ACTIVE, Today.AddDays(10));

    private static (Reading? Reading, Datarun.ServiceDefaults.Problems.Refused? Refused) Decide(
        Caller caller, SharingClass sharing, ReadGrant[]? grants = null, string? under = null, string? purpose = null, string source = "500118-CIVIL") =>
        RightToRead.Decide(caller, new ReadElement("e", source, sharing, "某法"), grants ?? [], under, purpose, Today);

    private static string Code((Reading? Reading, Datarun.ServiceDefaults.Problems.Refused? Refused) decided)
    {
        Assert.Null(decided.Reading);
        return decided.Refused!.Problem.Code;
    }
}
