using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Datarun.ServiceDefaults.Http;

/// <summary>A page of a list. Keyset paging: pass <c>next</c> as <c>?after=</c> to go on; null at the end.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">Opaque; where the next page starts.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next) : IPage
{
    public bool IsEmpty() => Items.Count == 0;
}

/// <summary>A page of whatever kind.</summary>
public interface IPage
{
    /// <summary>Whether there is nothing on it.</summary>
    bool IsEmpty();
}

/// <summary>The paging parameters of a list.</summary>
/// <param name="Limit">1 to 1000, default 100.</param>
/// <param name="After">What the page before gave as <c>next</c>.</param>
/// <param name="Context">The request: the list that is asked for.</param>
public sealed record PageQuery(int? Limit, string? After, HttpContext Context)
{
    private static readonly ConcurrentDictionary<string, string> Marks = new(StringComparer.Ordinal);

    /// <summary>How many items come where nobody says how many.</summary>
    public const int Default = 100;

    /// <summary>How many items may be asked for.</summary>
    public const int Most = 1000;

    /// <summary>How many items to answer; throws PARAMETER_INVALID outside 1 to 1000.</summary>
    public int Size => Limit switch
    {
        null => Default,
        >= 1 and <= Most => Limit.Value,
        _ => throw CommonProblems.ParameterInvalid.At("?limit", $"1–{Most}").AsException(),
    };

    /// <summary>The keys after which the page starts; null for the first. Throws CURSOR_INVALID for anything this list did not give.</summary>
    /// <param name="keys">How many keys the list is ordered by.</param>
    public string[]? Keys(int keys)
    {
        if (string.IsNullOrEmpty(After)) return null;
        try
        {
            var read = JsonSerializer.Deserialize<string[]>(WebEncoders.Base64UrlDecode(After));
            if (read?.Length == keys + 1 && read[0] == Mark && Array.TrueForAll(read, k => k is not null && !k.Contains('\0'))) return read[1..];
        }
        catch (Exception error) when (error is FormatException or JsonException) { /* refused below */ }
        throw CommonProblems.CursorInvalid.At("?after").AsException();
    }

    /// <summary>The same of a list that is ordered by an id alone.</summary>
    public Guid? AfterId() => Keys(1) is [var key] ? IdOf(key) : null;

    /// <summary>A key that is an id; throws CURSOR_INVALID for anything else.</summary>
    public static Guid IdOf(string key) => Guid.TryParse(key, out var id) ? id : throw CommonProblems.CursorInvalid.At("?after").AsException();

    /// <summary>Makes a page of rows that were read with one more than <see cref="Size"/>.</summary>
    /// <param name="rows">At most Size + 1 rows in order.</param>
    /// <param name="keys">The keys of a row, in the order of the list.</param>
    public Page<T> Of<T>(IReadOnlyList<T> rows, Func<T, string[]> keys)
    {
        if (rows.Count <= Size) return new Page<T>(rows, null);
        var items = rows.Take(Size).ToList();
        return new Page<T>(items, Cursor(keys(items[^1])));
    }

    /// <summary>What <see cref="Keys"/> of the same list reads.</summary>
    /// <param name="keys">Those of the last row of a page.</param>
    public string Cursor(string[] keys) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(JsonSerializer.Serialize<string[]>([Mark, .. keys])));

    /// <summary>Which list it is: a key of another list would be a place in this one too, and pass over whatever stands before it.</summary>
    private string Mark => Marks.GetOrAdd(
        (Context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "", list => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list))[..3]));
}
