using Datarun.Reports.Tasks;

namespace Datarun.Reports.Lineage;

/// <summary>The filing that gave it.</summary>
internal sealed record FilingOriginRow
{
    public Guid Id { get; init; }
    public int Version { get; init; }
    public Guid Request { get; init; }
    public string Form { get; init; } = "";
    public string Department { get; init; } = "";
    public string Unit { get; init; } = "";
    public string FiledBy { get; init; } = "";
    public string? ConfirmedPeriod { get; init; }
    public int? ConfirmedVersion { get; init; }

    public FilingOrigin View => new(
        Id, Version, AskedUnit.IdOf(Request, Unit), Form, Department, Unit, FiledBy, ConfirmedPeriod is null || ConfirmedVersion is null ? null : new(ConfirmedPeriod, ConfirmedVersion.Value));
}

/// <summary>The formula that computed it.</summary>
internal sealed record FormulaOriginRow
{
    public string Expression { get; init; } = "";
    public int Version { get; init; }
    public string[] Ledgers { get; init; } = [];
    public string[] Operands { get; init; } = [];
    public Guid? Request { get; init; }

    public FormulaOrigin View(string element, string unit) => new(
        Expression, Version, Ledgers, Operands, Request is { } request ? $"/api/reports/v1/tasks/{AskedUnit.IdOf(request, unit)}/cells/{element}/rows" : null);
}

/// <summary>The correction that made it right.</summary>
internal sealed record CorrectionOriginRow
{
    public Guid Id { get; init; }
    public int OldVersion { get; init; }

    public CorrectionOrigin View => new(Id, OldVersion, $"/api/exchange/v1/corrections/{Id}");
}

/// <summary>An element that is computed from it.</summary>
internal sealed record DerivedRow
{
    public string Code { get; init; } = "";
    public string How { get; init; } = "";
    public int? Version { get; init; }
    public DateTimeOffset? RecordedAt { get; init; }

    public DerivedElement View(string unit, string period) => new(
        Code, Enum.Parse<Derivation>(How), Version, RecordedAt, Version is null ? null : $"/api/reports/v1/values/lineage?element={Code}&unit={unit}&period={period}");
}

/// <summary>A filing that took it.</summary>
internal sealed record UseRow
{
    public Guid Filing { get; init; }
    public int Version { get; init; }
    public bool IsCurrent { get; init; }
    public DateTimeOffset FiledAt { get; init; }
    public string How { get; init; } = "";
    public Guid Request { get; init; }
    public string Form { get; init; } = "";
    public string Unit { get; init; } = "";
    public string Period { get; init; } = "";
    public string Department { get; init; } = "";

    public ValueUse View => new(Filing, Version, IsCurrent, AskedUnit.IdOf(Request, Unit), Form, Department, Unit, Period, Enum.Parse<UseKind>(How), FiledAt);
}
