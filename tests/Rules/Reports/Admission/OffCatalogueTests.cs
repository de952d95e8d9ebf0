using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Reports.Admission;

public class OffCatalogueTests
{
    [Fact]
    public void Only_elements_of_the_catalogue_are_asked_for()
    {
        var ground = Assert.Single(Decide.On(Asking.Facts(fields: [new FieldFacts(new FormField("nobody.knows"), null, [], [], false)])).Grounds);
        Assert.Equal(("OFF_CATALOGUE", "nobody.knows"), (ground.Code, ground.Field));
    }
}
