namespace Datarun.Rosters.CompTime;

/// <summary>Minutes that time off takes from what is owed for one overtime entry.</summary>
/// <param name="Entry">The overtime entry.</param>
/// <param name="Minutes">How many.</param>
public sealed record CreditPart(Guid Entry, int Minutes);

/// <summary>Time off that was taken, or is to be, for overtime (调休).</summary>
public sealed class TimeOff
{
    public Guid Id { get; init; }

    public Guid Person { get; init; }

    public DateOnly Day { get; init; }

    public int Minutes { get; init; }

    /// <summary>For which entries, oldest first.</summary>
    public IReadOnlyList<CreditPart> Credits { get; init; } = [];

    public DateTimeOffset EnteredAt { get; init; }

    /// <summary>Why it was called off; null while it holds.</summary>
    public string? CancelReason { get; set; }

    public int Version { get; set; }
}

/// <summary>Time off as it is answered.</summary>
/// <param name="Person">Opaque.</param>
/// <param name="Day">The workday on which it is taken.</param>
/// <param name="Minutes">How long.</param>
/// <param name="Credits">For which overtime entries, oldest first.</param>
/// <param name="CancelReason">Why it was called off; null while it holds.</param>
internal sealed record TimeOffAnswer(Guid Id, Guid Person, DateOnly Day, int Minutes, IReadOnlyList<CreditPart> Credits, DateTimeOffset EnteredAt, string? CancelReason)
{
    public static TimeOffAnswer Of(TimeOff t) => new(t.Id, t.Person, t.Day, t.Minutes, t.Credits, t.EnteredAt, t.CancelReason);
}
