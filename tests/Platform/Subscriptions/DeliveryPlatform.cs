namespace Datarun.Tests.Platform.Subscriptions;

/// <summary>A local host that delivers as a deployment does: nowhere but to public addresses, unless an administrator has opened a host. It tries again a hundred times as soon.</summary>
public sealed class DeliveryPlatform : LocalPlatform
{
    protected override IEnumerable<string> Settings => ["--Deliveries:AllowLoopback=false", "--Deliveries:BackOffSeconds=0.05"];

    /// <summary>Opens ports of 127.0.0.1, where the tests' receivers listen.</summary>
    public async Task OpenAsync(params int[] ports)
    {
        var open = (await Admin.GetAsync("api/exchange/v1/delivery-hosts")).Is(200).Items.Where(i => i!["host"]!.ToString() == "127.0.0.1").SelectMany(i => i!["ports"]!.AsArray().Select(p => (int)p!));
        (await Admin.PutAsync("api/exchange/v1/delivery-hosts/127.0.0.1", new { reason = "测试接收端", ports = ports.Concat(open).Distinct().TakeLast(20) })).Is(200, 201);
    }
}

/// <summary>The tests that share it, one after the other.</summary>
[CollectionDefinition(nameof(DeliveryPlatform))]
public sealed class DeliveryPlatformTests : ICollectionFixture<DeliveryPlatform>;
