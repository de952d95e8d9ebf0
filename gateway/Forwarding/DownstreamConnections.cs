using System.Diagnostics;
using System.Net;
using Datarun.ServiceDefaults.Hosting;
using Yarp.ReverseProxy.Forwarder;

namespace Datarun.Gateway.Forwarding;

/// <summary>The pooled HTTP/1.1 connections to the services, one pool for all routes.</summary>
public sealed class DownstreamConnections : IDisposable
{
    public DownstreamConnections(ServiceAddresses addresses)
    {
        var handler = addresses.CreateHandler();
        handler.AutomaticDecompression = DecompressionMethods.None;
        // A service that was scaled out is found again by name within this time.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(2);
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        handler.ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current);
        Client = new HttpMessageInvoker(handler, disposeHandler: true);
    }

    public HttpMessageInvoker Client { get; }

    public void Dispose() => Client.Dispose();
}
