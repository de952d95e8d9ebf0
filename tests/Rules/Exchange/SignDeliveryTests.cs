using System.Text;
using Datarun.Exchange.Subscriptions;
using Xunit;

namespace Datarun.Tests.Rules.Exchange;

public class SignDeliveryTests
{
    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void The_published_vector_of_Standard_Webhooks_holds(string secret) => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        SignDelivery.Of([SignDelivery.Key(secret)], "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", Encoding.UTF8.GetBytes("""{"test": 2432232314}""")));

    [Fact]
    public void A_secret_that_is_not_base64_counts_by_its_bytes() => Assert.Equal(Encoding.UTF8.GetBytes("密钥 of ours!"), SignDelivery.Key("密钥 of ours!"));
}
