using Datarun.Reports.Places;
using Datarun.Reports.Requests;
using Datarun.ServiceDefaults.Codes;

namespace Datarun.Reports.Progress;

/// <summary>Which places are counted: those of one level within a part of a request, in the order of their codes.</summary>
/// <param name="Part">The part.</param>
/// <param name="Level">Their level, 1 province to 5 village.</param>
/// <param name="WithAfter">Also the place in which <c>@after</c> lies.</param>
public sealed record TalliedPlaces(RequestPart Part, short Level, bool WithAfter = false)
{
    /// <summary>The places that the part consists of; of what is only one unit, that.</summary>
    public static TalliedPlaces Next(RequestPart part) => new(part, (short)Math.Min(Bearing.LevelOf(part.Low) + 1, part.Request.Level));

    private string After => WithAfter ? $">= left(@after, {Place.DigitsOf((DivisionLevel)Level)})" : "> @after";

    /// <summary>A SELECT of <c>code, name, place, level, low, high</c>; needs <c>@Low, @High, @after</c>. Of a place that is larger than the part only the part counts.</summary>
    public string Sql => Level > Bearing.LevelOf(Part.Low) || Level == Part.Request.Level
        ? $"""
          SELECT d.code, d.name, d.code AS place, {Level} AS level, d.code AS low, d.code || ':' AS high
          FROM division d WHERE d.level = {Level} AND d.code >= @Low AND d.code < @High AND d.code {After}
          """
        : $"""
          SELECT o.code, d.name, @Low AS place, {Bearing.LevelOf(Part.Low)} AS level, @Low AS low, @High AS high
          FROM (SELECT left(@Low, {Place.DigitsOf((DivisionLevel)Level)}) COLLATE "C" AS code) o LEFT JOIN division d ON d.code = o.code WHERE o.code {After}
          """;
}
