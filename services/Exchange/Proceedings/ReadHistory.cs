using Dapper;
using Npgsql;

namespace Datarun.Exchange.Proceedings;

/// <summary>A step as it is read.</summary>
/// <param name="By">The unit that took it; <c>exchange</c> where only time passed.</param>
/// <param name="DueOn">The last day that holds from then on.</param>
/// <param name="WasDueOn">The last day that held before.</param>
public sealed record StepView(StepKind Kind, DateTimeOffset At, string By, string? Reason, DateOnly? DueOn, DateOnly? WasDueOn);

/// <summary>Reads what happened to something.</summary>
public static class ReadHistory
{
    /// <summary>Every step, oldest first.</summary>
    public static async Task<IReadOnlyList<StepView>> OfAsync(NpgsqlConnection connection, Guid subject, CancellationToken cancel) =>
        (await connection.QueryAsync<Row>(new CommandDefinition(
            "SELECT kind, at, by, reason, due_on, was_due_on FROM proceeding_step WHERE subject = @subject ORDER BY id", new { subject }, cancellationToken: cancel)))
            .Select(r => new StepView(r.Kind, r.At, r.By, r.Reason, r.DueOn, r.WasDueOn)).ToList();

    private sealed record Row
    {
        public StepKind Kind { get; init; }
        public DateTimeOffset At { get; init; }
        public string By { get; init; } = "";
        public string? Reason { get; init; }
        public DateOnly? DueOn { get; init; }
        public DateOnly? WasDueOn { get; init; }
    }
}
