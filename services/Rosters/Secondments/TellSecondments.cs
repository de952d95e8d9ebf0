using Dapper;
using Datarun.Contracts;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Rosters.Secondments;

/// <summary>Tells others how secondments stand, in the transaction that changed them.</summary>
internal static class TellSecondments
{
    // A township is served by its county's organisation department.
    private const int LongestArea = 6;

    /// <summary>Publishes how they are now; the rows are kept and held.</summary>
    public static async Task RunAsync(UnitOfWork work, IReadOnlyList<Secondment> changed, DateOnly today, CancellationToken cancel)
    {
        if (changed.Count == 0) return;
        var about = await AboutAsync(work.Connection, changed, [], cancel);
        foreach (var s in changed) work.Publish(Fact(s, today, about[s.Id].Assignments, []));
    }

    /// <summary>Puts on record that their last day has passed, and tells both units and the organisation department of the lender's level; the rows say so already.</summary>
    public static async Task OverstayedAsync(UnitOfWork work, IReadOnlyList<Secondment> overdue, Rules rules, DateTimeOffset now, CancellationToken cancel)
    {
        if (overdue.Count == 0) return;
        var today = ChinaDay.Of(now);
        var rule = rules.Find("secondment.overstay.tell", today);
        var about = await AboutAsync(work.Connection, overdue, rule?.List ?? [], cancel);
        var steps = new List<(Secondment, SecondmentStep)>();
        foreach (var s in overdue)
        {
            string[] tells = [s.Lender, s.Borrower, .. about[s.Id].Offices];
            steps.Add((s, SecondmentStep.Of(SecondmentStepKind.OVERSTAYED, s, now, null, rule is null ? [] : [rule.Reference]) with { Tells = tells }));
            work.Publish(Fact(s, today, about[s.Id].Assignments, tells));
        }
        await SecondmentStep.KeepAsync(work.Connection, steps, cancel);
    }

    /// <summary>Somebody who is lent, or will be, has another post at the lender: it is told with the secondment from now on.</summary>
    public static async Task OfAssignmentAsync(UnitOfWork work, Guid person, string unit, DateOnly today, CancellationToken cancel) =>
        await RunAsync(work, (await work.Connection.QueryAsync<Secondment>(new CommandDefinition(
            $"UPDATE secondment s SET version = version + 1 WHERE person = @person AND lender = @unit AND (returned_on IS NULL OR returned_on > @today) RETURNING {Secondment.Columns}",
            new { person, unit, today }, cancellationToken: cancel))).AsList(), today, cancel);

    private static SecondmentChanged Fact(Secondment s, DateOnly today, IReadOnlyList<Guid> assignments, IReadOnlyList<string> tells) =>
        new(s.Id, s.Person, s.Post, s.Lender, s.Borrower, s.FromOn, s.UntilOn, s.ReturnedOn, s.StateOn(today).ToString(), assignments, tells, s.Version);

    private static async Task<Dictionary<Guid, About>> AboutAsync(NpgsqlConnection connection, IReadOnlyList<Secondment> secondments, IReadOnlyList<string> kinds, CancellationToken cancel) =>
        (await connection.QueryAsync<About>(new CommandDefinition(
            $"""
            SELECT s.id,
                ARRAY(SELECT a.id FROM assignment a JOIN post p ON p.code = a.post WHERE a.person = s.person AND p.unit = s.lender ORDER BY a.id) AS assignments,
                ARRAY(SELECT o.code FROM org_unit o WHERE o.kind = ANY(@kinds) AND o.division = left(coalesce(l.division, s.lender), {LongestArea})
                    AND o.code NOT IN (s.lender, s.borrower) ORDER BY o.code) AS offices
            FROM secondment s LEFT JOIN org_unit l ON l.code = s.lender WHERE s.id = ANY(@ids)
            """, new { ids = secondments.Select(s => s.Id).ToArray(), kinds = kinds.ToArray() }, cancellationToken: cancel))).ToDictionary(a => a.Id);

    private sealed record About
    {
        public Guid Id { get; init; }
        public Guid[] Assignments { get; init; } = [];
        public string[] Offices { get; init; } = [];
    }
}
