using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class LegalBasisMissingTests
{
    [Theory]
    [InlineData(null, "basis")]
    [InlineData("purpose", " ")]
    public void A_form_states_purpose_and_legal_basis(string? purpose, string? basis) =>
        Assert.Equal(["LEGAL_BASIS_MISSING"], Asking.Codes(Asking.Facts(Asking.Form with { Purpose = purpose, LegalBasis = basis })));
}
