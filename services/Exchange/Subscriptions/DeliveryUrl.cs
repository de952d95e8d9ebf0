using System.Globalization;
using Datarun.Exchange.DeliveryHosts;

namespace Datarun.Exchange.Subscriptions;

/// <summary>An address for deliveries, read so strictly that it means one host to everybody who reads it.</summary>
/// <param name="Url">Where to post: the host in its one spelling.</param>
/// <param name="Host">See <see cref="HostName"/>.</param>
public sealed record DeliveryUrl(Uri Url, string Host)
{
    private const string AfterScheme = "://";

    /// <summary>Reads an absolute http or https address without a user name; null where it is none, or where its host can be read in two ways.</summary>
    public static DeliveryUrl? Read(string text)
    {
        if (text.Any(c => c is '\\' or <= ' ' or '\u007f') || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return null;
        var begin = text.IndexOf(AfterScheme, StringComparison.Ordinal) + AfterScheme.Length;
        var end = text.IndexOfAny(['/', '?', '#'], begin);
        var authority = end < 0 ? text[begin..] : text[begin..end];
        var colon = authority.LastIndexOf(':') is var last && last > authority.LastIndexOf(']') ? last : authority.Length;
        var port = colon == authority.Length ? uri.Port : int.TryParse(authority[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0;
        if (authority.Contains('@') || port == 0 || port != uri.Port || HostName.Read(authority[..colon]) is not { } host) return null;
        return new DeliveryUrl(new UriBuilder(uri) { Host = host }.Uri, host);
    }
}
