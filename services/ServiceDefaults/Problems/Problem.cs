using System.Text.Json.Nodes;

namespace Datarun.ServiceDefaults.Problems;

/// <summary>One entry of a service's catalogue of everything that can go wrong.</summary>
/// <param name="Code">Stable, UPPER_SNAKE; clients branch on it.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="English">Title: what is wrong and what would be right.</param>
/// <param name="Chinese">The same in zh-CN.</param>
public sealed record Problem(string Code, int Status, string English, string Chinese)
{
    /// <summary>The entry as API descriptions list it, under <c>x-problems</c>.</summary>
    public JsonObject Described => new() { ["code"] = Code, ["status"] = Status, ["en"] = English, ["zh-CN"] = Chinese };

    /// <summary>Refuses the request with this problem.</summary>
    public Refused Refuse() => new(this, []);

    /// <summary>Refuses the request because of one field.</summary>
    /// <param name="pointer">JSON pointer into the body, or <c>?name</c> for a query parameter.</param>
    /// <param name="detail">The value that was met or the bound that it breaks; language-neutral where possible.</param>
    public Refused At(string pointer, string? detail = null) => new(this, [new FieldError(pointer, this, detail)]);
}

/// <summary>One field at fault.</summary>
/// <param name="Pointer">JSON pointer into the body, or <c>?name</c> for a query parameter.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Detail">The value met, or the bound that it breaks.</param>
/// <param name="Rule">Code of the validation rule that was broken; null where it is none.</param>
/// <param name="RuleVersion">Its version, where it has one of its own.</param>
public sealed record FieldError(string Pointer, Problem Problem, string? Detail, string? Rule = null, int? RuleVersion = null);
