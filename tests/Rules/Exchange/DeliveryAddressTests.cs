using System.Net;
using Datarun.Exchange.DeliveryHosts;
using Datarun.Exchange.Subscriptions;
using Xunit;

namespace Datarun.Tests.Rules.Exchange;

/// <summary>Which addresses mean what.</summary>
public sealed class DeliveryAddressTests
{
    [Theory]
    [InlineData("http://hook.example.cn/a?b=c#d", "hook.example.cn")]
    [InlineData("https://HOOK.Example.cn.:8443/", "hook.example.cn")]
    [InlineData("https://接口.某县.中国/", "xn--vsqq48b.xn--g3v7q.xn--fiqs8s")]
    [InlineData("http://10.1.2.3:8080/hook", "10.1.2.3")]
    [InlineData("http://[FD00::0:1]:8080/hook", "fd00::1")]
    [InlineData("http://[::ffff:10.1.2.3]/hook", "::ffff:10.1.2.3")]
    public void An_address_is_read_into_the_one_spelling_of_its_host(string url, string host)
    {
        var read = DeliveryUrl.Read(url);
        Assert.NotNull(read);
        if (!url.Contains("接口", StringComparison.Ordinal)) Assert.Equal(host, read.Host);
        Assert.Equal(read.Host, read.Url.DnsSafeHost);
        Assert.DoesNotContain(read.Host, c => c > '~');
        Assert.Equal(new Uri(url).PathAndQuery, read.Url.PathAndQuery);
        Assert.Equal(new Uri(url).Port, read.Url.Port);
    }

    [Theory]
    [InlineData("ftp://example.cn/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("/hook")]
    [InlineData("http:///hook")]
    [InlineData("http://user@example.cn/")]
    [InlineData("http://user:secret@example.cn/")]
    [InlineData("http://@example.cn/")]
    [InlineData("http://example.cn\\@10.0.0.1/")]
    [InlineData("http:\\\\example.cn/")]
    [InlineData("http://example.cn /")]
    [InlineData("http://exam\tple.cn/")]
    [InlineData("http://example.cn:0/")]
    [InlineData("http://example.cn:/")]
    [InlineData("http://example.cn:99999/")]
    [InlineData("http://127.1/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://010.0.0.1/")]
    [InlineData("http://1.2.3.4./")]
    [InlineData("http://127.0.0.0x1/")]
    [InlineData("http://１２７.０.０.１/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://%31%32%37.0.0.1/")]
    [InlineData("http://example%2ecn/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fe80::1%eth0]/")]
    [InlineData("http://a..b/")]
    [InlineData("http://-a.cn/")]
    [InlineData("http://a_b.cn/")]
    public void What_can_be_read_in_two_ways_is_no_address(string url) => Assert.Null(DeliveryUrl.Read(url));

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("[fd00::1]", "fd00::1")]
    [InlineData("Hook.Health.Gov.CN.", "hook.health.gov.cn")]
    [InlineData("10.0.0.0/8", null)]
    [InlineData("*.gov.cn", null)]
    [InlineData("127.1", null)]
    [InlineData("hook.gov.cn:80", null)]
    [InlineData("", null)]
    [InlineData(".", null)]
    public void A_host_is_a_name_or_one_address(string given, string? host) => Assert.Equal(host, HostName.Read(given));

    [Theory]
    [InlineData(AddressKind.PUBLIC, "1.1.1.1", "223.5.5.5", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "2400:3200::1", "::ffff:1.1.1.1", "64:ff9b::101:101", "2002:101:101::1")]
    [InlineData(AddressKind.PRIVATE, "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255", "fc00::1", "fdff::1", "::ffff:10.0.0.1")]
    [InlineData(AddressKind.LOCAL,
        "127.0.0.1", "127.255.0.1", "::1", "0.1.2.3", "169.254.169.254", "fe80::1", "fec0::1", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "240.0.0.1",
        "100.100.100.200", "168.63.129.16", "::ffff:127.0.0.1", "::127.0.0.1", "::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "2002:7f00:1::1", "2002:a00:1::1",
        "2001:0:1::1", "2001:2::1", "2001:10::1", "2001:db8::1", "3fff::1", "100::1", "5f00::1", "4000::1", "2400::5efe:a00:1", "2400::200:5efe:a00:1", "fe80::5efe:a00:1")]
    [InlineData(AddressKind.NEVER, "0.0.0.0", "224.0.0.1", "239.255.255.255", "255.255.255.255", "::", "ff02::1", "::ffff:224.0.0.1", "::ffff:0.0.0.0", "2002:e000:1::1")]
    public void Only_addresses_on_the_internet_are_open(AddressKind kind, params string[] addresses) =>
        Assert.All(addresses, text => Assert.True(AddressKinds.Of(IPAddress.Parse(text)) == kind, $"{text} is {AddressKinds.Of(IPAddress.Parse(text))}"));
}
