using Datarun.ServiceDefaults.Problems;

namespace Datarun.Identity;

/// <summary>What can go wrong in Identity. The token call itself answers with the error codes of OAuth2 (RFC 6749).</summary>
public static class IdentityProblems
{
    public static readonly Problem ClientUnknown = new("CLIENT_UNKNOWN", 404, "No client has this id.", "没有这个标识的客户端。");
    public static readonly Problem ClientIdInvalid = new("CLIENT_ID_INVALID", 422, "A client id has 1 to 100 letters, digits, dots, dashes or underscores.", "客户端标识为 1 至 100 个字母、数字、点、横线或下划线。");
    public static readonly Problem RolesMissing = new("ROLES_MISSING", 422, "A client has at least one role.", "客户端至少要有一个角色。");

    public static IReadOnlyList<Problem> All { get; } = [ClientUnknown, ClientIdInvalid, RolesMissing];
}
