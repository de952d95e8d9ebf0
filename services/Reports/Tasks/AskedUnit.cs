using Datarun.Reports.Forms;
using Datarun.Reports.Requests;

namespace Datarun.Reports.Tasks;

/// <summary>A task: one unit that one request asks. It has no row of its own.</summary>
/// <param name="Request">The request.</param>
/// <param name="Form">The form in the version that was asked.</param>
/// <param name="Unit">The unit.</param>
public sealed record AskedUnit(Request Request, AskedForm Form, string Unit)
{
    /// <summary>What happened to it beside its filing.</summary>
    public TaskStanding Standing { get; init; } = TaskStanding.None;

    /// <summary>Its id: the request and the unit.</summary>
    public string Id => IdOf(Request.Id, Unit);

    /// <summary>The id of a task.</summary>
    public static string IdOf(Guid request, string unit) => $"{request}.{unit}";

    /// <summary>Reads the id of a task.</summary>
    public static bool TryRead(string id, out Guid request, out string unit)
    {
        var dot = id.IndexOf('.', StringComparison.Ordinal);
        unit = dot < 0 ? "" : id[(dot + 1)..];
        request = default;
        return dot > 0 && Guid.TryParseExact(id.AsSpan(0, dot), "D", out request) && ServiceDefaults.Codes.DivisionCode.TryParse(unit, out _);
    }
}
