namespace Datarun.Contracts;

/// <summary>A form passed admission (报表准入): it may be asked for until it expires.</summary>
/// <param name="Form">Code of the form.</param>
/// <param name="Title">Its title.</param>
/// <param name="Department">Who asks.</param>
/// <param name="Level">PROVINCE, CITY, COUNTY, TOWNSHIP or VILLAGE: who files.</param>
/// <param name="Elements">All its elements.</param>
/// <param name="Asked">Those of them that are still to be typed; the others are known.</param>
/// <param name="ValidUntil">Last day.</param>
/// <param name="Version">Grows with every admission of the same form.</param>
public sealed record FormAdmitted(
    string Form, string Title, string Department, string Level, IReadOnlyList<string> Elements, IReadOnlyList<string> Asked,
    DateOnly? ValidUntil, int Version) : IEvent
{
    public string OrderKey => Form;
}
