using System.Net;
using Datarun.Exchange.Subscriptions;
using Xunit;

namespace Datarun.Tests.Rules.Exchange;

public class DeliveryAddressTests
{
    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("2002:0a00:0001::1")]
    public void What_is_not_public_is_never_called(string address) => Assert.False(DeliveryAddress.Allows(IPAddress.Parse(address), allowsLoopback: true));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    public void Loopback_only_where_it_is_allowed(string address)
    {
        Assert.True(DeliveryAddress.Allows(IPAddress.Parse(address), allowsLoopback: true));
        Assert.False(DeliveryAddress.Allows(IPAddress.Parse(address), allowsLoopback: false));
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1111")]
    public void Public_addresses_may_be_called(string address) => Assert.True(DeliveryAddress.Allows(IPAddress.Parse(address), allowsLoopback: false));

    [Theory]
    [InlineData("https://example.org/hook", true)]
    [InlineData("http://127.0.0.1:9000/", true)]
    [InlineData("ftp://example.org/", false)]
    [InlineData("/hook", false)]
    [InlineData("https://user:secret@example.org/", false)]
    [InlineData("file:///etc/passwd", false)]
    public void Only_absolute_http_addresses_without_a_user(string url, bool good) => Assert.Equal(good, DeliveryAddress.IsWellFormed(url));
}
