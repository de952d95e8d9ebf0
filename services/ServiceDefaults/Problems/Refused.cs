using System.Text.Json;
using System.Text.Json.Nodes;
using Datarun.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http;

namespace Datarun.ServiceDefaults.Problems;

/// <summary>The answer to a request that is refused: application/problem+json (RFC 9457) in the caller's language.</summary>
/// <param name="problem">The problem.</param>
/// <param name="errors">The fields at fault; empty where it is not about a field.</param>
public sealed class Refused(Problem problem, IReadOnlyList<FieldError> errors) : IResult, IStatusCodeHttpResult
{
    private readonly Dictionary<string, object?> _more = new(StringComparer.Ordinal);
    private string? _detail;
    private TimeSpan? _retryAfter;

    /// <summary>The problem.</summary>
    public Problem Problem => problem;

    /// <summary>The fields at fault.</summary>
    public IReadOnlyList<FieldError> Errors => errors;

    public int? StatusCode => problem.Status;

    /// <summary>Adds a member to the problem, such as <c>admission</c> or <c>duplicateOf</c>.</summary>
    public Refused With(string member, object? value)
    {
        _more[member] = value;
        return this;
    }

    /// <summary>Adds a sentence about this very case.</summary>
    public Refused Saying(string? detail)
    {
        _detail = detail;
        return this;
    }

    /// <summary>Says when to come back.</summary>
    public Refused RetryAfter(TimeSpan wait)
    {
        _retryAfter = wait;
        return this;
    }

    /// <summary>Throws it: for code deep inside a stream or a transaction. Becomes the same answer.</summary>
    public RefusedException AsException() => new(this);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var chinese = Language.IsChinese(httpContext);
        var document = new JsonObject
        {
            ["type"] = $"urn:datarun:problem:{problem.Code}",
            ["title"] = chinese ? problem.Chinese : problem.English,
            ["status"] = problem.Status,
            ["code"] = problem.Code,
        };
        if (_detail is not null) document["detail"] = _detail;
        document["instance"] = httpContext.Request.Path.Value;
        if (errors.Count > 0)
        {
            document["errors"] = new JsonArray([.. errors.Select(e => Said(e, chinese))]);
        }
        foreach (var (member, value) in _more) document[member] = JsonSerializer.SerializeToNode(value, Json.Options);
        var response = httpContext.Response;
        response.StatusCode = problem.Status;
        response.ContentType = "application/problem+json; charset=utf-8";
        response.Headers.ContentLanguage = chinese ? "zh-CN" : "en";
        if (_retryAfter is { } wait) response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString();
        await JsonSerializer.SerializeAsync(response.Body, document, Json.Options, httpContext.RequestAborted);
    }

    private static JsonObject Said(FieldError error, bool chinese)
    {
        var said = new JsonObject
        {
            ["pointer"] = error.Pointer,
            ["code"] = error.Problem.Code,
            ["title"] = chinese ? error.Problem.Chinese : error.Problem.English,
            ["detail"] = error.Detail,
        };
        if (error.Rule is { } rule) said["rule"] = rule;
        if (error.RuleVersion is { } version) said["ruleVersion"] = version;
        return said;
    }
}

/// <summary>Carries a refusal out of the depth.</summary>
public sealed class RefusedException(Refused refused) : Exception(refused.Problem.Code)
{
    /// <summary>The answer.</summary>
    public Refused Refused => refused;
}
