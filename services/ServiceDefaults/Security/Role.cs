namespace Datarun.ServiceDefaults.Security;

/// <summary>What a client may be; it may be several.</summary>
public enum Role
{
    /// <summary>Runs the platform; may do everything.</summary>
    ADMINISTRATOR,

    /// <summary>The same-level authority for sharing of its area (同级政务数据共享主管部门).</summary>
    SHARING_AUTHORITY,

    /// <summary>Defines elements that it is the source of, publishes forms, asks, shares and records values, for its own body.</summary>
    DEPARTMENT,

    /// <summary>Tasks and filings of its unit and of units below.</summary>
    REPORTER,

    /// <summary>Divisions, bodies, posts and people.</summary>
    ROSTER_KEEPER,

    /// <summary>Plans and holds inspections.</summary>
    INSPECTOR,

    /// <summary>Decides accountability cases.</summary>
    DECIDER,

    /// <summary>Reads what happened in its area, changes nothing; that of the whole country (<c>CN</c>) reads everything.</summary>
    AUDITOR,
}
