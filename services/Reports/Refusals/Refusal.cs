using System.Text.Json;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Refusals;

/// <summary>A lawful refusal to file, on record.</summary>
/// <param name="Task">The task that it closed; null for a form that came by another way.</param>
/// <param name="Title">Title of the form.</param>
/// <param name="Department">Who asked, where that is known.</param>
/// <param name="ReceivedOn">The day on which the form came.</param>
/// <param name="Rule">What it rests on.</param>
/// <param name="WithdrawnAt">When the unit took it back; null while it holds.</param>
public sealed record Refusal(
    Guid Id, string Unit, string? Task, string Title, string? Department, DateOnly ReceivedOn, RefusalGround Ground, string Reason, RuleReference Rule,
    DateTimeOffset RefusedAt, DateTimeOffset? WithdrawnAt = null);

/// <summary>A refusal as a row.</summary>
internal sealed record RefusalRow
{
    public const string Select = "SELECT id, unit, request, title, department, received_on, ground, rule, reason, refused_at, withdrawn_at FROM refusal";

    public const string Insert =
        """
        INSERT INTO refusal (id, unit, request, title, department, received_on, ground, rule, reason, client, refused_at)
        VALUES (@Id, @Unit, @request, @Title, @Department, @ReceivedOn, @ground, @rule::jsonb, @Reason, @client, @RefusedAt)
        """;

    public Guid Id { get; init; }
    public string Unit { get; init; } = "";
    public Guid? Request { get; init; }
    public string Title { get; init; } = "";
    public string? Department { get; init; }
    public DateOnly ReceivedOn { get; init; }
    public string Ground { get; init; } = "";
    public string Rule { get; init; } = "";
    public string Reason { get; init; } = "";
    public DateTimeOffset RefusedAt { get; init; }
    public DateTimeOffset? WithdrawnAt { get; init; }

    public Refusal View => new(
        Id, Unit, Request is { } request ? AskedUnit.IdOf(request, Unit) : null, Title, Department, ReceivedOn, Enum.Parse<RefusalGround>(Ground), Reason,
        JsonSerializer.Deserialize<RuleReference>(Rule, Json.Options)!, RefusedAt, WithdrawnAt);

    public static object Parameters(Refusal r, Guid? request, string client) => new
    {
        r.Id, r.Unit, request, r.Title, r.Department, r.ReceivedOn, ground = r.Ground.ToString(), rule = JsonSerializer.Serialize(r.Rule, Json.Options), r.Reason, client, r.RefusedAt,
    };
}
