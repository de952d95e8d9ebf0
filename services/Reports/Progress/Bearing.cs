using Dapper;
using Datarun.Reports.Places;
using Datarun.Reports.Requests;
using Datarun.Reports.Tasks;
using Npgsql;

namespace Datarun.Reports.Progress;

/// <summary>What bears on the counts of a request within a range of codes. What does not is left out of the query, so that nobody looks for it.</summary>
public sealed record Bearing
{
    /// <summary>1 province to 5 village: who files.</summary>
    public short Level { get; init; }

    /// <summary>The day that holds for the whole range is over. Until then nobody is late, whatever was extended.</summary>
    public bool Passed { get; init; }

    /// <summary>Something happened to tasks beside their filing.</summary>
    public bool Tasks { get; init; }

    /// <summary>Some of the range was recalled, or all of it.</summary>
    public bool Recalled { get; init; }

    /// <summary>Places within the range were given a later day, beside what holds for all of it.</summary>
    public bool Extended { get; init; }

    /// <summary>Units had ended before the period began.</summary>
    public bool Ended { get; init; }

    /// <summary>Units began only after the period was over.</summary>
    public bool Unbegun { get; init; }

    /// <summary>Units have declared a standing nil.</summary>
    public bool Nils { get; init; }

    /// <summary>A needed cell that few units hold: whoever is complete without a filing is among those who hold it.</summary>
    public int Scarce { get; init; }

    /// <summary>A value of an earlier period answers that cell too.</summary>
    public bool LatestAnswers { get; init; }

    /// <summary>So do values of the units below.</summary>
    public bool RollsUp { get; init; }

    /// <summary>Nobody files without it.</summary>
    public bool Required { get; init; }

    /// <summary>Everybody who filed holds the scarce cell, and how many hold it is kept for each place.</summary>
    public bool HeldIsKept => Level == 5 && Required && !LatestAnswers && !Nils;

    /// <summary>Reads it.</summary>
    public static Task<Bearing> ReadAsync(RequestPart part, DateOnly today, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.QuerySingleAsync<Bearing>(new CommandDefinition(
            $"""
            SELECT r.level, @today > {TaskSql.DueOn("@Low")} AS passed,
                EXISTS (SELECT FROM task t WHERE t.request = r.id AND t.unit >= @Low AND t.unit < @High) AS tasks,
                EXISTS (SELECT FROM request_recall c WHERE c.request = r.id AND c.low < @High AND c.high > @Low) AS recalled,
                EXISTS (SELECT FROM request_extension x WHERE x.request = r.id AND x.low < @High AND x.high > @Low AND NOT (x.low <= @Low AND x.high >= @High)) AS extended,
                EXISTS (SELECT FROM division d WHERE d.valid_to < r.starts AND d.level = r.level AND d.code >= @Low AND d.code < @High) AS ended,
                EXISTS (SELECT FROM division d WHERE d.began > r.until AND d.level = r.level AND d.code >= @Low AND d.code < @High) AS unbegun,
                EXISTS (SELECT FROM standing_nil s WHERE s.unit >= @Low AND s.unit < @High) AS nils,
                s.element AS scarce, s.latest_answers, s.rolls_up, s.required
            FROM request r LEFT JOIN LATERAL ({TouchedSql.Scarce("@place", "@level")}) s ON true
            WHERE r.id = @Id
            """,
            new { part.Request.Id, part.Low, part.High, today, place = PlaceOf(part.Low), level = LevelOf(part.Low) }, cancellationToken: cancel));

    /// <summary>The place whose range begins there.</summary>
    public static string PlaceOf(string low) => low == "0" ? Place.Country : low;

    /// <summary>Its level; 0 for the country.</summary>
    public static short LevelOf(string low) => low == "0" ? (short)0 : Place.LevelOf(low);
}
