using Dapper;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Requests;

public static class GetRequest
{
    /// <summary>A request.</summary>
    /// <param name="DueOn">The last day that it was made with; extensions give later ones to parts.</param>
    /// <param name="Tasks">How many units were asked when it was made.</param>
    /// <param name="Extensions">What the department gave by itself; what it consented to for one unit stands with that unit's task.</param>
    public sealed record Answer(
        Guid Id, string Form, int FormVersion, string Department, string Period, string Under, DivisionLevel Level, DateOnly DueOn, long Tasks,
        IReadOnlyList<Extension> Extensions, IReadOnlyList<Recall> Recalls);

    /// <summary>A later day for a part.</summary>
    public sealed record Extension(string Under, DateOnly DueOn, string Reason, DateTimeOffset ExtendedAt);

    /// <summary>A part that was taken back.</summary>
    public sealed record Recall(string Under, string Reason, DateTimeOffset RecalledAt);

    /// <summary>A request: who asked whom for what, and by when.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(Guid id, NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var row = await FindRequest.ByIdAsync(id, connection, cancel);
        var extensions = await connection.QueryAsync<Extension>(new CommandDefinition(
            """
            SELECT under, due_on, reason, done_at AS extended_at FROM request_extension x
            WHERE request = @id AND NOT EXISTS (SELECT FROM extension_request q WHERE q.id = x.id) ORDER BY done_at
            """, new { id }, cancellationToken: cancel));
        var recalls = await connection.QueryAsync<Recall>(new CommandDefinition(
            "SELECT under, reason, done_at AS recalled_at FROM request_recall WHERE request = @id ORDER BY done_at", new { id }, cancellationToken: cancel));
        return TypedResults.Ok(new Answer(
            row.Id, row.Form, row.FormVersion, row.Department, row.Period, row.Under, (DivisionLevel)row.Level, row.DueOn, row.Tasks, extensions.AsList(), recalls.AsList()));
    }
}
