using System.Text.Json;
using Datarun.Reports.Amendments;
using Datarun.ServiceDefaults.Codes;

namespace Datarun.Reports.Lineage;

/// <summary>Where a version of a value came from and where it went (血缘).</summary>
/// <param name="Version">Which of its versions; 0 for one that a standing nil declaration answers, which is not stored.</param>
/// <param name="Value">A number, text or boolean; null for nil, and for a citizen number, which no reader is shown here.</param>
/// <param name="From">Since when it was the value.</param>
/// <param name="To">Until when; null while it is.</param>
/// <param name="RevisionOf">The version before it.</param>
/// <param name="Origin">Where it came from.</param>
/// <param name="Derived">Elements that are computed from it.</param>
/// <param name="RollUps">The places above, nearest first, and whether it counts in their figures; none for a version that is superseded or an element that does not roll up.</param>
/// <param name="Items">Filings that took it, each in the version that did: this page of them.</param>
/// <param name="Next">Where the next page starts.</param>
/// <param name="Amendments">Filings that have to be amended because it was wrong, or because it corrected what was; at most as many as the page, <c>GET amendments</c> has all.</param>
public sealed record ValueLineage(
    string Element, string Unit, string Period, int Version, JsonElement? Value, DateTimeOffset From, DateTimeOffset? To, int? RevisionOf, Origin Origin,
    IReadOnlyList<DerivedElement> Derived, IReadOnlyList<RollUpAbove> RollUps, IReadOnlyList<ValueUse> Items, string? Next, IReadOnlyList<Amendment> Amendments);

/// <summary>Where a version came from.</summary>
/// <param name="Kind">FILING, SYSTEM, LEDGER, CORRECTION, or STANDING_NIL.</param>
/// <param name="Id">The filing, batch, ledger computation, correction or declaration.</param>
/// <param name="By">The unit that gave it.</param>
/// <param name="Filing">Of a FILING: which.</param>
/// <param name="Formula">Of a LEDGER: how it was computed.</param>
/// <param name="Correction">Of a CORRECTION: which.</param>
public sealed record Origin(string Kind, Guid Id, string By, DateTimeOffset At, FilingOrigin? Filing, FormulaOrigin? Formula, CorrectionOrigin? Correction);

/// <summary>The filing that gave a value.</summary>
/// <param name="Version">The version of the filing.</param>
/// <param name="ConfirmedFrom">The value that was out of date and was said to hold still; null where it was typed.</param>
public sealed record FilingOrigin(Guid Id, int Version, string Task, string Form, string Department, string Unit, string By, ValueVersion? ConfirmedFrom);

/// <summary>A version of the value of another period, of the same element and unit.</summary>
public sealed record ValueVersion(string Period, int Version);

/// <summary>The formula that computed a value, as it was then.</summary>
/// <param name="Operands">Elements that it reads beside ledgers.</param>
/// <param name="Rows">Where the ledger rows behind the figure are listed; null where no task asks for it.</param>
public sealed record FormulaOrigin(string Expression, int Version, IReadOnlyList<string> Ledgers, IReadOnlyList<string> Operands, string? Rows);

/// <summary>The correction that made a value right.</summary>
/// <param name="OldVersion">The version that it replaced.</param>
/// <param name="Request">The request for it, in Exchange.</param>
public sealed record CorrectionOrigin(Guid Id, int OldVersion, string Request);

/// <summary>How another element follows from this one.</summary>
public enum Derivation { FORMULA, WEIGHT }

/// <summary>An element that is computed from this one, of the same unit and period.</summary>
/// <param name="How">FORMULA: its formula reads this one. WEIGHT: its averages are weighted by this one.</param>
/// <param name="Version">The version that is held; null where none was computed, and for averages.</param>
/// <param name="Lineage">Where that leads on.</param>
public sealed record DerivedElement(string Element, Derivation How, int? Version, DateTimeOffset? At, string? Lineage);

/// <summary>The figure of a place above.</summary>
/// <param name="Counts">False where a place between, or the place itself, has a value of its own, which stands for everything below.</param>
/// <param name="Value">The figure; null also where the caller may not see it.</param>
/// <param name="Explain">How it came about.</param>
public sealed record RollUpAbove(string Unit, DivisionLevel? Level, bool Counts, JsonElement? Value, string Explain);

/// <summary>How a filing took a value. CONFIRMED: a person said that it still holds. COMPUTED: it took a figure that was made of it.</summary>
public enum UseKind { REUSED, CONFIRMED, COMPUTED }

/// <summary>A filing that took the value.</summary>
/// <param name="FilingVersion">The version of the filing that did.</param>
/// <param name="IsCurrent">Whether that is how the filing stands now.</param>
public sealed record ValueUse(Guid Filing, int FilingVersion, bool IsCurrent, string Task, string Form, string Department, string Unit, string Period, UseKind How, DateTimeOffset FiledAt);
