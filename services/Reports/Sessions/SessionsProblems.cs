using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Sessions;

/// <summary>What can go wrong while a form is being filled.</summary>
public static class SessionsProblems
{
    public static readonly Problem SessionUnknown = new("SESSION_UNKNOWN", 404, "Your client has opened no such session for this task.", "您的客户端没有为该任务打开这个填报会话。");
    public static readonly Problem SessionClosed = new("SESSION_CLOSED", 409, "The session is over: the task was filed, or nothing was heard for too long, see closedBy; open another one.", "填报会话已结束:任务已填报,或长时间无操作,见 closedBy;请重新打开。");

    public static IReadOnlyList<Problem> All { get; } = [SessionUnknown, SessionClosed];
}
