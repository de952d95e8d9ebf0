using System.Text.Json;
using Dapper;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Rosters.Secondments;

/// <summary>What happened to a secondment.</summary>
public enum SecondmentStepKind
{
    /// <summary>It was agreed.</summary>
    LENT,

    /// <summary>It was agreed otherwise before its first day.</summary>
    CHANGED,

    /// <summary>It goes on until a later day.</summary>
    RENEWED,

    /// <summary>Its last day has passed; both units and the organisation department were told.</summary>
    OVERSTAYED,

    /// <summary>The person is back.</summary>
    RETURNED,
}

/// <summary>One step on record; none is ever changed.</summary>
public sealed record SecondmentStep
{
    public SecondmentStepKind Kind { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>The unit that took it; null where only time passed.</summary>
    public string? By { get; init; }

    /// <summary>First day, as it was then.</summary>
    public DateOnly From { get; init; }

    /// <summary>Last day, as it was from then on.</summary>
    public DateOnly Until { get; init; }

    /// <summary>The day on which the renewal was asked for.</summary>
    public DateOnly? AskedOn { get; init; }

    /// <summary>The day from which the person is back.</summary>
    public DateOnly? ReturnedOn { get; init; }

    /// <summary>Why, in the words of whoever took it.</summary>
    public string? Reason { get; init; }

    /// <summary>The exemption that was cited.</summary>
    public Exemption? Exemption { get; init; }

    /// <summary>The rules that it was decided by, in the versions of that day.</summary>
    public IReadOnlyList<RuleReference> Rules { get; init; } = [];

    /// <summary>Units that were told.</summary>
    public IReadOnlyList<string> Tells { get; init; } = [];

    /// <summary>The step by which a secondment came to be as it is now.</summary>
    internal static SecondmentStep Of(SecondmentStepKind kind, Secondment s, DateTimeOffset at, string? by, IReadOnlyList<RuleReference> rules) => new()
    {
        Kind = kind, At = at, By = by, From = s.FromOn, Until = s.UntilOn, ReturnedOn = s.ReturnedOn, Rules = rules,
    };

    /// <summary>Keeps steps, each under the version that its secondment has by it.</summary>
    internal static Task KeepAsync(NpgsqlConnection connection, IReadOnlyList<(Secondment Of, SecondmentStep Step)> steps, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO secondment_step (secondment, version, step) SELECT id, version, step::jsonb FROM unnest(@ids, @versions, @steps) AS t(id, version, step)",
            new
            {
                ids = steps.Select(s => s.Of.Id).ToArray(), versions = steps.Select(s => s.Of.Version).ToArray(),
                steps = steps.Select(s => JsonSerializer.Serialize(s.Step, Json.Options)).ToArray(),
            }, cancellationToken: cancel));

    /// <summary>The steps of a secondment, oldest first.</summary>
    internal static async Task<IReadOnlyList<SecondmentStep>> ReadAsync(NpgsqlConnection connection, Guid secondment, CancellationToken cancel) =>
        (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT step::text FROM secondment_step WHERE secondment = @secondment ORDER BY version", new { secondment }, cancellationToken: cancel)))
            .Select(step => JsonSerializer.Deserialize<SecondmentStep>(step, Json.Options)!).ToList();
}
