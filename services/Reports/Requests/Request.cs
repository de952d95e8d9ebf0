using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Requests;

/// <summary>One act of asking: a form, of every unit of its level under a place, for a period.</summary>
public sealed record Request
{
    public Guid Id { get; init; }
    public string Form { get; init; } = "";

    /// <summary>The version of the form that was asked; a later one changes nothing about this request.</summary>
    public int FormVersion { get; init; }

    public string Department { get; init; } = "";
    public Period Period { get; init; }
    public string Under { get; init; } = "";

    /// <summary>1 province to 5 village: who files.</summary>
    public short Level { get; init; }

    public DateOnly DueOn { get; init; }
    public long Tasks { get; init; }
}

/// <summary>A request as a row.</summary>
public record RequestRow
{
    public Guid Id { get; init; }
    public string Form { get; init; } = "";
    public int FormVersion { get; init; }
    public string Department { get; init; } = "";
    public string Period { get; init; } = "";
    public string Under { get; init; } = "";
    public string Low { get; init; } = "";
    public string High { get; init; } = "";
    public short Level { get; init; }
    public DateOnly DueOn { get; init; }
    public long Tasks { get; init; }

    public Request Request => new()
    {
        Id = Id, Form = Form, FormVersion = FormVersion, Department = Department, Period = ServiceDefaults.Periods.Period.Parse(Period),
        Under = Under, Level = Level, DueOn = DueOn, Tasks = Tasks,
    };
}
