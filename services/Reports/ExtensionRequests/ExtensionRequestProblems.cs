using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.ExtensionRequests;

/// <summary>What can go wrong where a unit asks for more time.</summary>
public static class ExtensionRequestProblems
{
    public static readonly Problem RequestUnknown = new("EXTENSION_REQUEST_UNKNOWN", 404, "There is no such request for an extension.", "没有此延期申请。");
    public static readonly Problem NothingDue = new("NOTHING_DUE", 409, "Nothing is left to file, so no more time is needed.", "该任务已无待填内容,无需延期。");
    public static readonly Problem AlreadyAsked = new("EXTENSION_ALREADY_ASKED", 409, "The unit has asked for an extension already, which is not decided yet; see extensionRequest.", "已有待决定的延期申请,见 extensionRequest。");
    public static readonly Problem AlreadyDecided = new("EXTENSION_ALREADY_DECIDED", 409, "The request for an extension was decided otherwise already; see extensionRequest.", "该延期申请已另有决定,见 extensionRequest。");

    public static IReadOnlyList<Problem> All { get; } = [RequestUnknown, NothingDue, AlreadyAsked, AlreadyDecided];
}
