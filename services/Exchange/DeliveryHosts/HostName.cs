using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Datarun.Exchange.DeliveryHosts;

/// <summary>The one way to write a host: a name in lower-case ASCII without a dot at its end, or an address as it is usually printed.</summary>
public static partial class HostName
{
    private const int Longest = 253;
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NameForm { get; }

    // What a reader of URLs takes for the end of an IPv4 address: 127.1, 0x7f.1, 2130706433, 0177.0.0.1.
    [GeneratedRegex(@"(^|\.)([0-9]+|0x[0-9a-f]*)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EndsAsNumber { get; }

    /// <summary>Reads a host: a name, also in Chinese, an IPv4 address in four decimal numbers, or an IPv6 one with or without brackets. Null for every other spelling.</summary>
    public static string? Read(string host)
    {
        if (host.Contains('%') || host.Contains('\0')) return null; // Escapes and zones mean different hosts to different readers.
        if (host.Contains(':')) return host.StartsWith('[') == host.EndsWith(']') && IPAddress.TryParse(host.Trim('[', ']'), out var six) ? six.ToString() : null;
        string ascii;
        try
        {
            ascii = Idn.GetAscii(host.EndsWith('.') ? host[..^1] : host).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
        if (EndsAsNumber.IsMatch(ascii)) return IPAddress.TryParse(host, out var four) && four.ToString() == host ? host : null;
        return ascii.Length <= Longest && NameForm.IsMatch(ascii) ? ascii : null;
    }
}
