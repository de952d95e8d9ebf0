using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Datarun.Reports.Calendars;

/// <summary>The secret in a calendar's address: a calendar program sends no bearer token. Only its hash is kept.</summary>
public static class CalendarToken
{
    private const int Bytes = 32;

    /// <summary>A new one that nobody can guess.</summary>
    public static string Make() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is kept of it.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
