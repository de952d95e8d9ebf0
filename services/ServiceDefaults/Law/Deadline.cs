using System.Runtime.InteropServices;

namespace Datarun.ServiceDefaults.Law;

/// <summary>
/// The last day on which something is still in time. Provisional while a counted day lies in a year whose holiday
/// notice is not out yet (it comes in November): to be shown as such and computed again when it is.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Deadline(DateOnly On, bool Provisional);
