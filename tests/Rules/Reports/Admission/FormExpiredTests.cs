using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class FormExpiredTests
{
    [Fact]
    public void A_form_is_asked_only_while_it_is_valid() =>
        Assert.Equal(["FORM_EXPIRED"], Asking.Codes(Asking.Facts(Asking.Form with { ValidUntil = Asking.Today.AddDays(-1) })));

    [Fact]
    public void Its_last_day_counts() => Assert.Empty(Asking.Codes(Asking.Facts(Asking.Form with { ValidUntil = Asking.Today })));
}
