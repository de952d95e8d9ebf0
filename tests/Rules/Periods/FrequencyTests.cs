using Datarun.ServiceDefaults.Periods;
using Xunit;

namespace Datarun.Tests.Rules.Periods;

public class FrequencyTests
{
    [Fact]
    public void The_members_are_the_wire_form_from_rare_to_frequent() =>
        Assert.Equal("ONCE YEARLY HALF_YEARLY QUARTERLY MONTHLY TEN_DAY WEEKLY DAILY EVENT", string.Join(' ', Enum.GetNames<Frequency>()));

    [Theory]
    [InlineData(Frequency.DAILY, Frequency.MONTHLY, true)]
    [InlineData(Frequency.WEEKLY, Frequency.TEN_DAY, true)]
    [InlineData(Frequency.MONTHLY, Frequency.MONTHLY, false)]
    [InlineData(Frequency.YEARLY, Frequency.MONTHLY, false)]
    [InlineData(Frequency.WEEKLY, Frequency.EVENT, false)]
    public void A_form_may_ask_as_often_as_the_element_is_collected_and_no_more(Frequency asked, Frequency collected, bool above) =>
        Assert.Equal(above, asked.IsAbove(collected));
}
