using Datarun.Gateway.Configuration;

namespace Datarun.Gateway.Routes;

/// <summary>
/// A path of literals and {placeholders}, each filling one whole segment; one that ends the template takes all that follows.
/// Works on the raw request target, so that nothing is decoded and encoded again on the way.
/// </summary>
public sealed class PathTemplate
{
    private readonly string[] segments;

    private PathTemplate(string text, string[] segments) => (Text, this.segments) = (text, segments);

    public string Text { get; }

    public IReadOnlyList<string> Segments => segments;

    public bool EndsInCatchAll => IsPlaceholder(segments[^1]);

    public static PathTemplate Parse(string text, string option)
    {
        if (!text.StartsWith('/') || text.Contains('?', StringComparison.Ordinal))
        {
            throw new OcelotFileException($"{option} \"{text}\" has to start with / and to have no query.");
        }

        var parts = text[1..].Split('/');
        var half = parts.FirstOrDefault(segment => segment.AsSpan().IndexOfAny('{', '}') >= 0 && !IsPlaceholder(segment));
        return half is null
            ? new PathTemplate(text, parts)
            : throw new OcelotFileException($"{option} \"{text}\": a placeholder has to fill the whole segment \"{half}\".");
    }

    public static bool IsPlaceholder(string segment) =>
        segment.Length > 2 && segment[0] == '{' && segment.AsSpan(1).IndexOfAny('{', '}') == segment.Length - 2;

    /// <summary>The template in the words of ASP.NET Core's matcher.</summary>
    public string ForMatcher()
    {
        var words = segments.ToArray();
        if (EndsInCatchAll)
        {
            words[^1] = "{**" + words[^1][1..];
        }

        return "/" + string.Join('/', words);
    }

    /// <summary>Whether the literals of this template stand in <paramref name="path"/> letter for letter.</summary>
    public bool IsWrittenIn(ReadOnlySpan<char> path)
    {
        foreach (var segment in segments)
        {
            path = path.IsEmpty ? path : path[1..];
            var end = path.IndexOf('/');
            var here = end < 0 ? path : path[..end];
            if (!IsPlaceholder(segment) && !here.SequenceEqual(segment))
            {
                return false;
            }

            path = end < 0 ? [] : path[end..];
        }

        return true;
    }

    /// <summary>What the placeholders of this template hold in <paramref name="rawPath"/>, put into <paramref name="downstream"/>.</summary>
    public string Rewrite(ReadOnlySpan<char> rawPath, PathTemplate downstream)
    {
        var held = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var rest = rawPath[1..];
        for (var i = 0; i < segments.Length; i++)
        {
            var end = i == segments.Length - 1 ? -1 : rest.IndexOf('/');
            var here = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (IsPlaceholder(segments[i]))
            {
                held[segments[i]] = here.ToString();
            }
        }

        return "/" + string.Join('/', downstream.segments.Select(segment => held.GetValueOrDefault(segment, segment)));
    }
}
