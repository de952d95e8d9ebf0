using Datarun.ServiceDefaults.Problems;

namespace Datarun.Gateway;

/// <summary>What the gateway itself refuses, beside what every service refuses.</summary>
public static class GatewayProblems
{
    public static readonly Problem PathNotPlain = new("PATH_NOT_PLAIN", 400, "The path holds . or .. as a segment; send the address that is meant.", "路径中含有 . 或 .. 段,请使用实际地址。");
    public static readonly Problem BodyUnreadable = new("BODY_UNREADABLE", 400, "The body broke off or came too slowly; send it again.", "请求体中断或传输过慢,请重新发送。");
    public static readonly Problem RateLimited = new("RATE_LIMITED", 429, "Your client sends more requests than it may; wait for Retry-After seconds.", "您的客户端请求过于频繁,请在 Retry-After 秒后重试。");
    public static readonly Problem ServiceUnreachable = new("SERVICE_UNREACHABLE", 502, "The service cannot be reached or broke off; try again shortly.", "服务无法连接或连接中断,请稍后重试。");
    public static readonly Problem ServiceTooSlow = new("SERVICE_TOO_SLOW", 503, "The service did not answer in time; a write may or may not be done, repeat it with the same Idempotency-Key.", "服务未在时限内答复;写入可能已完成,请以相同的 Idempotency-Key 重试。");
    public static readonly Problem CircuitOpen = new("CIRCUIT_OPEN", 503, "The service failed several times in a row and is left alone for a moment; nothing was done, try again shortly.", "服务连续失败,暂停转发;本次未作任何处理,请稍后重试。");

    /// <summary>All of them, for the documentation.</summary>
    public static IReadOnlyList<Problem> All { get; } = [PathNotPlain, BodyUnreadable, RateLimited, ServiceUnreachable, ServiceTooSlow, CircuitOpen];
}
