using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Reminders;

/// <summary>What can go wrong with a reminder.</summary>
public static class RemindersProblems
{
    public static readonly Problem NoWorkday = new("NO_WORKDAY", 409, "Nobody is reminded on a rest day or holiday.", "休息日和法定节假日不催报。");

    public static IReadOnlyList<Problem> All { get; } = [NoWorkday];
}
