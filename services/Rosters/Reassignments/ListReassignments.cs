using Dapper;
using Datarun.Rosters.People;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Rosters.Reassignments;

/// <summary>What an ended place has left behind.</summary>
public enum LeftKind
{
    /// <summary>A post of it, held or not.</summary>
    POST,

    /// <summary>Somebody who still holds a post of it.</summary>
    ASSIGNMENT,

    /// <summary>Somebody whose personnel relation is there.</summary>
    PERSON,
}

internal static class ListReassignments
{
    /// <summary>A post, an assignment or a person that an ended place has left.</summary>
    public sealed record Item
    {
        public LeftKind Kind { get; init; }

        /// <summary>Where it stands: the place's code, or that of a body of it.</summary>
        public string Unit { get; init; } = "";

        /// <summary>Code of the post; null for a person.</summary>
        public string? Post { get; init; }

        /// <summary>The assignment; null but for one.</summary>
        public Guid? Assignment { get; init; }

        /// <summary>Opaque id of the person; null for a post.</summary>
        public Guid? Person { get; init; }

        /// <summary>Last day of the place.</summary>
        public DateOnly EndedOn { get; init; }

        /// <summary>Codes of the places that it went into; empty where nobody said.</summary>
        public string[] Successors { get; init; } = [];
    }

    /// <summary>
    /// What places that have ended leave to be placed elsewhere, by unit: their posts, who still holds them, and the people whose home unit they are. It leaves
    /// the list when an assignment ends with the place or a person has another home unit; a post stays, as a post does not move.
    /// </summary>
    /// <param name="under">A place with everything below it, its bodies included.</param>
    /// <param name="on">The day; today where it is not given.</param>
    /// <param name="page">Which page.</param>
    public static async Task<Page<Item>> HandleAsync(
        DivisionCode under, DateOnly? on, [AsParameters] PageQuery page, Caller caller, NpgsqlDataSource data, TimeProvider clock, CancellationToken cancel)
    {
        var after = page.Keys(3);
        await using var connection = await data.OpenConnectionAsync(cancel);
        await PeopleInArea.MustCoverAsync(connection, caller, under.ToString(), cancel);
        var rows = await connection.QueryAsync<Item>(new CommandDefinition(
            $$"""
            WITH gone AS (
                SELECT DISTINCT ON (u.unit) u.unit, d.valid_to AS ended_on, d.successors
                FROM division d CROSS JOIN LATERAL (
                    SELECT p.unit FROM post p WHERE p.unit >= d.code AND p.unit < d.code || ':' AND p.unit !~ '[^0-9]'
                    UNION SELECT p.unit COLLATE "C" FROM person p WHERE p.unit COLLATE "C" >= d.code AND p.unit COLLATE "C" < d.code || ':' AND p.unit !~ '[^0-9]'
                    UNION SELECT o.code FROM org_unit o WHERE o.division >= d.code AND o.division < d.code || ':') u
                WHERE d.valid_to < @on AND d.code >= @from AND d.code < @end
                ORDER BY u.unit, d.successors = '{}', d.valid_to, d.code DESC),
            left_behind AS (
                SELECT 'POST' AS kind, 0 AS rank, p.code COLLATE "C" AS id, g.*, p.code AS post, NULL::uuid AS assignment, NULL::uuid AS person FROM gone g JOIN post p ON p.unit = g.unit
                UNION ALL
                SELECT 'ASSIGNMENT', 1, a.id::text COLLATE "C", g.*, p.code, a.id, a.person FROM gone g JOIN post p ON p.unit = g.unit JOIN assignment a ON a.post = p.code
                WHERE a.from_on <= @on AND (a.to_on IS NULL OR a.to_on >= @on)
                UNION ALL
                SELECT 'PERSON', 2, p.id::text COLLATE "C", g.*, NULL, NULL, p.id FROM gone g JOIN person p ON p.unit COLLATE "C" = g.unit)
            SELECT kind, unit, post, assignment, person, ended_on, successors FROM left_behind
            {{(after is null ? "" : "WHERE (unit, rank, id) > (@unit, @rank, @id)")}}
            ORDER BY unit, rank, id LIMIT @limit
            """,
            new { from = under.ToString(), end = under.RangeEnd, on = on ?? clock.Today(), unit = after?[0], rank = after is null ? 0 : RankOf(after[1]), id = after?[2], limit = page.Size + 1 },
            cancellationToken: cancel));
        return page.Of(rows.AsList(), i => [i.Unit, i.Kind.ToString(), i.Kind switch { LeftKind.POST => i.Post!, LeftKind.ASSIGNMENT => $"{i.Assignment}", _ => $"{i.Person}" }]);
    }

    private static int RankOf(string kind) => Enum.TryParse<LeftKind>(kind, out var known) ? (int)known : throw ServiceDefaults.Problems.CommonProblems.CursorInvalid.At("?after").AsException();
}
