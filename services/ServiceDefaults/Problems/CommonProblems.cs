namespace Datarun.ServiceDefaults.Problems;

/// <summary>What can go wrong in every service.</summary>
public static class CommonProblems
{
    public static readonly Problem TokenMissing = new("TOKEN_MISSING", 401, "A bearer token is needed; get one at /connect/token.", "缺少访问令牌,请先在 /connect/token 获取。");
    public static readonly Problem TokenInvalid = new("TOKEN_INVALID", 401, "The token is malformed, forged or has expired; get a new one at /connect/token.", "访问令牌格式错误、被篡改或已过期,请在 /connect/token 重新获取。");
    public static readonly Problem RightMissing = new("RIGHT_MISSING", 403, "Your client lacks the right that this call needs; see needs.", "您的客户端没有此调用所需的权限,见 needs。");
    public static readonly Problem ScopeMissing = new("SCOPE_MISSING", 403, "The token was not issued for this service; see needs.", "访问令牌未获准用于此服务,见 needs。");
    public static readonly Problem OutsideYourUnit = new("OUTSIDE_YOUR_UNIT", 403, "Your client acts for another unit and may not do this here.", "您的客户端代表另一单位,不能在此单位范围内操作。");
    public static readonly Problem BodyMalformed = new("BODY_MALFORMED", 400, "The body is not the JSON that this call takes; see errors.", "请求体不是此调用要求的 JSON,见 errors。");
    public static readonly Problem PackedBodyDamaged = new("PACKED_BODY_DAMAGED", 400, "The packed body is damaged or was cut off; nothing of it was taken, pack it anew and send it again.", "压缩的请求体已损坏或不完整,其中任何内容均未采用,请重新压缩后再次提交。");
    public static readonly Problem BodyInvalid = new("BODY_INVALID", 422, "Some fields are not valid; see errors.", "部分字段无效,见 errors。");
    public static readonly Problem BodyTooLarge = new("BODY_TOO_LARGE", 413, "The body is larger than this call takes.", "请求体超过此调用允许的大小。");
    public static readonly Problem MediaTypeUnsupported = new("MEDIA_TYPE_UNSUPPORTED", 415, "This call does not take that Content-Type.", "此调用不接受该内容类型。");
    public static readonly Problem NotUtf8 = new("NOT_UTF8", 400, "The text is not UTF-8 (GBK perhaps?); save it as UTF-8 and send it again.", "文本不是 UTF-8 编码(可能是 GBK),请另存为 UTF-8 后重新提交。");
    public static readonly Problem ParameterInvalid = new("PARAMETER_INVALID", 400, "A parameter of the address is missing or not valid; see errors.", "地址参数缺失或无效,见 errors。");
    public static readonly Problem FieldRequired = new("FIELD_REQUIRED", 422, "This field is required.", "此字段必填。");
    public static readonly Problem TextInvalid = new("TEXT_INVALID", 422, "The text is too long or holds characters that cannot be stored (controls, half a surrogate pair).", "文本过长或含有无法保存的字符(控制字符、不完整的代理对)。");
    public static readonly Problem CodeInvalid = new("CODE_INVALID", 422, "This is not a well-formed code.", "代码格式不正确。");
    public static readonly Problem DatesReversed = new("DATES_REVERSED", 422, "The last day lies before the first; 'from' must not be after 'to'.", "结束日期早于开始日期:from 不得晚于 to。");
    public static readonly Problem CursorInvalid = new("CURSOR_INVALID", 400, "'after' is not a value that this list gave; start again without it.", "after 不是此列表给出的值,请去掉后重新开始。");
    public static readonly Problem NotFound = new("NOT_FOUND", 404, "There is nothing at this address.", "此地址没有内容。");
    public static readonly Problem MethodNotAllowed = new("METHOD_NOT_ALLOWED", 405, "This address does not take that method.", "此地址不支持该方法。");
    public static readonly Problem VersionStale = new("VERSION_STALE", 412, "It has changed since you read it; read it again and repeat your change.", "您读取之后内容已被修改,请重新读取后再提交。");
    public static readonly Problem Conflict = new("CONFLICT", 409, "Someone else is changing the same thing just now; try again.", "其他人正在修改同一内容,请重试。");
    public static readonly Problem IdempotencyKeyReused = new("IDEMPOTENCY_KEY_REUSED", 422, "This Idempotency-Key was used for another request; take a new one.", "此 Idempotency-Key 已用于另一请求,请换用新的键。");
    public static readonly Problem IdempotencyKeyTooLong = new("IDEMPOTENCY_KEY_TOO_LONG", 400, "An Idempotency-Key has at most 255 characters.", "Idempotency-Key 最长 255 个字符。");
    public static readonly Problem CatchingUp = new("CATCHING_UP", 503, "Facts from another service are still on their way; nothing was done, try again shortly.", "其他服务的数据仍在传输中,本次未作任何处理,请稍后重试。");
    public static readonly Problem Unavailable = new("UNAVAILABLE", 503, "The service cannot work just now; nothing was done, try again shortly.", "服务暂不可用,本次未作任何处理,请稍后重试。");

    public static readonly Problem Overloaded = new("OVERLOADED", 503, "More is coming in than can be taken just now; nothing was done, try again shortly.", "当前请求过多,本次未作任何处理,请稍后重试。");

    /// <summary>All of them, for the API description.</summary>
    public static IReadOnlyList<Problem> All { get; } =
    [
        TokenMissing, TokenInvalid, RightMissing, ScopeMissing, OutsideYourUnit, BodyMalformed, PackedBodyDamaged, BodyInvalid, BodyTooLarge, MediaTypeUnsupported,
        NotUtf8, ParameterInvalid, FieldRequired, TextInvalid, CodeInvalid, DatesReversed, CursorInvalid, NotFound, MethodNotAllowed, VersionStale, Conflict,
        IdempotencyKeyReused, IdempotencyKeyTooLong, CatchingUp, Unavailable, Overloaded,
    ];
}
