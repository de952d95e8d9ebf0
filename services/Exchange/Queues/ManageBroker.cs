using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Datarun.Exchange.Queues;

/// <summary>Makes and removes queues and their users by RabbitMQ's management API. Every step may be repeated any number of times.</summary>
public sealed class ManageBroker(QueueSettings settings) : IDisposable
{
    private const int MostConnections = 20, MostChannels = 200;
    private const string Nothing = "^$", Everything = ".*", DefaultExchange = @"^amq\.default$";
    private readonly Lazy<HttpClient> _http = new(() => Client(settings.Management));

    /// <summary>Makes the virtual host, with the bounds of every queue in it and the platform's own rights.</summary>
    public async Task PrepareAsync(CancellationToken cancel)
    {
        await PutAsync("vhosts", [settings.VirtualHost], new { }, cancel);
        var (manager, publisher) = (UserOf(settings.Management), UserOf(settings.Broker));
        await PermitAsync(manager, Everything, Everything, Everything, cancel);
        if (publisher != manager) await PermitAsync(publisher, Nothing, DefaultExchange, Nothing, cancel);
        // A policy, so that a change of the bounds reaches the queues that are there. The delivery limit has to be named: since RabbitMQ 4 a message
        // that was handed back 20 times would otherwise be thrown away.
        await PutAsync("policies", [settings.VirtualHost, "bounds"], new Dictionary<string, object>
        {
            ["pattern"] = Everything, ["apply-to"] = "queues", ["priority"] = 1, ["definition"] = new Dictionary<string, object>
            {
                ["max-length"] = settings.MostMessages, ["max-length-bytes"] = settings.MostBytes, ["overflow"] = "reject-publish", ["delivery-limit"] = 1_000_000_000,
            },
        }, cancel);
    }

    /// <summary>A durable quorum queue, and a user of the same name that may read it and do nothing else. Without a hash the user cannot connect.</summary>
    /// <param name="isRenewed">Whether whoever is connected has to connect again, because the password is a new one.</param>
    public async Task MakeAsync(string name, string? passwordHash, bool isRenewed, CancellationToken cancel)
    {
        await PutAsync("queues", [settings.VirtualHost, name], new Dictionary<string, object>
        {
            ["durable"] = true, ["auto_delete"] = false, ["arguments"] = new Dictionary<string, string> { ["x-queue-type"] = "quorum" },
        }, cancel);
        await PutAsync("users", [name], new { password_hash = passwordHash ?? "", hashing_algorithm = QueuePassword.Algorithm, tags = "" }, cancel);
        await PutAsync("user-limits", [name, "max-connections"], new { value = MostConnections }, cancel);
        await PutAsync("user-limits", [name, "max-channels"], new { value = MostChannels }, cancel);
        await PermitAsync(name, Nothing, Nothing, $"^{Regex.Replace(name, "[^A-Za-z0-9]", @"\$0", RegexOptions.None, TimeSpan.FromSeconds(1))}$", cancel);
        if (isRenewed) await DeleteAsync("connections", ["username", name], cancel);
    }

    /// <summary>Removes the user, which ends its connections, and the queue with what is in it.</summary>
    public async Task RemoveAsync(string name, CancellationToken cancel)
    {
        await DeleteAsync("users", [name], cancel);
        await DeleteAsync("queues", [settings.VirtualHost, name], cancel);
    }

    private Task PermitAsync(string user, string configure, string write, string read, CancellationToken cancel) =>
        PutAsync("permissions", [settings.VirtualHost, user], new { configure, write, read }, cancel);

    private async Task PutAsync(string kind, string[] names, object body, CancellationToken cancel)
    {
        using var content = JsonContent.Create(body);
        await content.LoadIntoBufferAsync(cancel); // The API takes no chunked bodies.
        using var answer = await _http.Value.PutAsync(PathOf(kind, names), content, cancel);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException($"RabbitMQ refused {kind}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancel)}", null, answer.StatusCode);
    }

    private async Task DeleteAsync(string kind, string[] names, CancellationToken cancel)
    {
        using var answer = await _http.Value.DeleteAsync(PathOf(kind, names), cancel);
        if (!answer.IsSuccessStatusCode && answer.StatusCode != HttpStatusCode.NotFound) throw new HttpRequestException($"RabbitMQ refused to delete of {kind}: {(int)answer.StatusCode}", null, answer.StatusCode);
    }

    private static Uri PathOf(string kind, string[] names) => new($"api/{kind}/{string.Join('/', names.Select(Uri.EscapeDataString))}", UriKind.Relative);

    private static HttpClient Client(Uri management)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
        {
            BaseAddress = new UriBuilder(management) { UserName = "", Password = "" }.Uri, Timeout = TimeSpan.FromSeconds(15), MaxResponseContentBufferSize = 4 << 20,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(management.UserInfo))));
        return http;
    }

    private static string UserOf(Uri address) => Uri.UnescapeDataString(address.UserInfo.Split(':')[0]);

    public void Dispose()
    {
        if (_http.IsValueCreated) _http.Value.Dispose();
    }
}
