using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class EvidenceNotRequiredTests
{
    [Fact]
    public void No_photos_are_asked_for() =>
        Assert.Equal(["EVIDENCE_NOT_REQUIRED"], Asking.Codes(Asking.Facts(fields: [Asking.Field(evidence: Asking.Photo)])));
}
