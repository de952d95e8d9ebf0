namespace Datarun.Contracts;

/// <summary>An admitted form was asked for, of every unit of its level under one place.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="Form">Code of the form.</param>
/// <param name="Department">Who asks.</param>
/// <param name="Period">The period asked about.</param>
/// <param name="Under">The place.</param>
/// <param name="Level">The level of the units that file.</param>
/// <param name="DueOn">Last day to file.</param>
/// <param name="Tasks">How many units are asked.</param>
public sealed record ReportRequested(
    Guid RequestId, string Form, string Department, string Period, string Under, string Level, DateOnly DueOn, long Tasks) : IEvent
{
    public string OrderKey => Form;
}
