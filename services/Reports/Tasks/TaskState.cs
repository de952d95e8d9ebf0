namespace Datarun.Reports.Tasks;

/// <summary>State of a task: 待处理, 待审核, 已审核, 已完成, 已终止.</summary>
public enum TaskState { PENDING, IN_REVIEW, REVIEWED, COMPLETED, TERMINATED }
