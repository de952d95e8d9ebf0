namespace Datarun.Reports.Burden;

/// <summary>A request within a place as the tables have it.</summary>
public sealed record AskedRow
{
    public Guid Id { get; init; }
    public string Department { get; init; } = "";
    public string Form { get; init; } = "";
    public short Level { get; init; }
    public decimal MinutesPerFiling { get; init; }
    public int Fields { get; init; }
    public int Required { get; init; }
    public int Needed { get; init; }
    public bool LatestAnswers { get; init; }
    public bool Waits { get; init; }
    public long LeastHeld { get; init; }
    public long? NextHeld { get; init; }
    public int Scarce { get; init; }
    public long Units { get; init; }
    public long Recalled { get; init; }
    public bool IsRecalled { get; init; }
    public bool Nils { get; init; }
}

/// <summary>Says from kept figures how many tasks of villages are complete without a filing, where they settle it. Pure.</summary>
public static class CountComplete
{
    /// <summary>How many; null where the units have to be looked at.</summary>
    /// <param name="asked">The request, with how many units hold the needed cell that fewest hold, and the next.</param>
    /// <param name="filings">Filings of the request.</param>
    public static long? Of(AskedRow asked, long filings)
    {
        // Values of other periods, of the units below and of recalled units are in no such figure; neither are optional cells nor what declarations of nil answer.
        if (asked.LatestAnswers || asked.Waits || asked.IsRecalled || asked.Nils || asked.Level < 5 || asked.Needed < asked.Fields) return null;
        if (asked.LeastHeld == 0) return 0;
        // Whoever filed gave every required cell, so those are among the units that hold the scarcest one.
        if (asked.Required == 0 || asked.LeastHeld < filings) return null;
        if (asked.LeastHeld == filings) return 0;
        return asked.NextHeld is null || asked.NextHeld >= asked.Units ? asked.LeastHeld - filings : null;
    }
}
