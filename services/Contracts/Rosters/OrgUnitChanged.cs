namespace Datarun.Contracts;

/// <summary>A department or other body was registered or changed.</summary>
/// <param name="Code">Its own code, such as <c>500118-CIVIL</c>.</param>
/// <param name="Name">Full Unicode, NFC.</param>
/// <param name="Kind">What kind of body it is, as registered.</param>
/// <param name="Division">The place that it belongs to: its area.</param>
/// <param name="Version">Grows with every change; an older one is ignored.</param>
public sealed record OrgUnitChanged(string Code, string Name, string Kind, string Division, int Version) : IEvent
{
    public string OrderKey => Code;
}
