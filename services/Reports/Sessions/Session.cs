using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Sessions;

/// <summary>A form that somebody has open. Nothing says who: the client acts for a unit.</summary>
/// <param name="Id">For the beats.</param>
/// <param name="Task">The task.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="LastBeatAt">When work was last heard of.</param>
/// <param name="Minutes">Measured so far.</param>
/// <param name="BeatWithinMinutes">A pause without a beat counts at most so many minutes.</param>
/// <param name="Rule">The rule that says so.</param>
public sealed record Session(Guid Id, string Task, DateTimeOffset OpenedAt, DateTimeOffset LastBeatAt, decimal Minutes, int BeatWithinMinutes, RuleReference Rule)
{
    /// <summary>Minutes are told to the hundredth.</summary>
    internal const int Digits = 2;

    /// <summary>The rule that limits what a pause counts.</summary>
    internal const string Idle = "form.session.idle";

    /// <summary>The rule by which a session that nobody closes is over.</summary>
    internal const string TimeOut = "form.session.timeout";
}
