using Datarun.Exchange.Subscriptions;
using Xunit;

namespace Datarun.Tests.Rules.Exchange;

public class BackOffTests
{
    private static readonly BackOff Usual = new(TimeSpan.FromSeconds(5));

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 30)]
    [InlineData(3, 120)]
    [InlineData(8, 14400)]
    [InlineData(1000, 14400)]
    public void Waits_grow_to_four_hours(int failures, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), Usual.After(failures));

    [Fact]
    public void A_delivery_is_tried_for_72_hours() => Assert.Equal(TimeSpan.FromHours(72), Usual.GiveUpAfter);
}
