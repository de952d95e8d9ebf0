using System.Text.Json;
using Datarun.ServiceDefaults.Http;

namespace Datarun.Reports.Progress;

/// <summary>A post that somebody holds today and is there for, not lent to another unit; who that is stays in Rosters.</summary>
public sealed record HeldPost(string Post, string Title)
{
    /// <summary>Whether somebody is on the post of a row <c>h</c> of post_held today; needs <c>@today</c>.</summary>
    public const string IsThere =
        """
        h.from_on <= @today AND (h.to_on IS NULL OR h.to_on >= @today)
            AND NOT EXISTS (SELECT FROM post_away w WHERE w.assignment = h.assignment AND w.from_on <= @today AND (w.back_on IS NULL OR w.back_on > @today))
        """;

    /// <summary>The posts of the unit <c>u</c> as JSON; needs <c>@today</c>.</summary>
    public const string OfUnit =
        $"""
        (SELECT jsonb_agg(DISTINCT jsonb_build_object('post', h.post, 'title', h.title)) FROM post_held h
         WHERE h.unit = u.code AND {IsThere})
        """;

    /// <summary>Reads them; none where nobody is known.</summary>
    public static IReadOnlyList<HeldPost> Read(string? json) => json is null ? [] : JsonSerializer.Deserialize<List<HeldPost>>(json, Json.Options)!;
}
