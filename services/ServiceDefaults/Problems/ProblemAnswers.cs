using System.Text.Json;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Datarun.ServiceDefaults.Problems;

/// <summary>Turns everything that can be thrown, and every bare error status, into a problem. Never a stack trace.</summary>
public sealed class ProblemAnswers(RequestDelegate next, ILogger<ProblemAnswers> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, ContentLength: null, ContentType: null } && OfStatus(context.Response.StatusCode) is { } bare)
                await bare.Refuse().ExecuteAsync(context);
        }
        catch (Exception error) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var refused = Of(error, context);
            if (refused.Problem.Status >= 500) log.LogError(error, "{Method} {Path} failed", context.Request.Method, context.Request.Path);
            context.Response.Clear();
            await refused.ExecuteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; nothing was committed and nobody is there to answer.
        }
    }

    private static Refused Of(Exception error, HttpContext context) => error switch
    {
        RefusedException refused => refused.Refused,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => CommonProblems.BodyTooLarge.Refuse(),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => CommonProblems.MediaTypeUnsupported.Refuse(),
        BadHttpRequestException { InnerException: JsonException json } => OfJson(json, context),
        BadHttpRequestException bad when bad.Message.StartsWith("Implicit body", StringComparison.Ordinal) => CommonProblems.BodyMalformed.At("").Saying("no body"),
        BadHttpRequestException bad => ParameterFault.Of(bad.Message, context),
        JsonException json => OfJson(json, context),
        // The charset of a Content-Type that no JSON comes in.
        InvalidOperationException { Source: "Microsoft.AspNetCore.Http.Extensions", InnerException: ArgumentException } => CommonProblems.MediaTypeUnsupported.Refuse(),
        // A text in the body with half a surrogate pair, written as an escape, where it is read later than the body.
        InvalidOperationException { Source: "System.Text.Json.Rethrowable" } => new Refused(CommonProblems.BodyMalformed, [new FieldError("", CommonProblems.TextInvalid, nameof(TextFault.UNPAIRED_SURROGATE))]),
        PackedBodyDamagedException damaged => CommonProblems.PackedBodyDamaged.At("Content-Encoding", damaged.Coding),
        InvalidDataException data => CommonProblems.BodyMalformed.Refuse().Saying(data.Message),
        DbUpdateConcurrencyException => CommonProblems.VersionStale.Refuse(),
        DbUpdateException { InnerException: PostgresException db } => OfDatabase(db),
        PostgresException db => OfDatabase(db),
        _ => CommonProblems.Unavailable.Refuse().RetryAfter(TimeSpan.FromSeconds(2)),
    };

    private static Refused OfJson(JsonException json, HttpContext context) =>
        HasHalfPair(json) ? JsonFault.At(json, CommonProblems.TextInvalid, nameof(TextFault.UNPAIRED_SURROGATE))
        : json.InnerException is System.Text.DecoderFallbackException || json.Message.Contains("UTF-8", StringComparison.Ordinal)
            || json.Message.Contains("invalid UTF", StringComparison.OrdinalIgnoreCase) || json.InnerException?.Message.Contains("UTF", StringComparison.Ordinal) == true
            ? CommonProblems.NotUtf8.Refuse()
            : JsonFault.Of(json, context);

    /// <summary>The body is UTF-8, and one of its texts holds an escape such as \ud800 alone.</summary>
    private static bool HasHalfPair(JsonException json) => json.InnerException is InvalidOperationException { Message: var said } && said.Contains("surrogate", StringComparison.Ordinal);

    private static Refused OfDatabase(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.LockNotAvailable => CommonProblems.Conflict.Refuse().RetryAfter(TimeSpan.FromSeconds(1)),
        PostgresErrorCodes.NumericValueOutOfRange or PostgresErrorCodes.StringDataRightTruncation or PostgresErrorCodes.DatetimeFieldOverflow
            or PostgresErrorCodes.UntranslatableCharacter or PostgresErrorCodes.CharacterNotInRepertoire => CommonProblems.BodyInvalid.Refuse(),
        _ => CommonProblems.Unavailable.Refuse().RetryAfter(TimeSpan.FromSeconds(2)),
    };

    private static Problem? OfStatus(int status) => status switch
    {
        StatusCodes.Status404NotFound => CommonProblems.NotFound,
        StatusCodes.Status405MethodNotAllowed => CommonProblems.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => CommonProblems.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => CommonProblems.MediaTypeUnsupported,
        StatusCodes.Status400BadRequest => CommonProblems.BodyMalformed,
        _ => null,
    };
}
