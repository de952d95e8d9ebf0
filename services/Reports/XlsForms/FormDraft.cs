using Datarun.Reports.Forms;
using Datarun.Reports.Validation;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.XlsForms;

/// <summary>A form as PUT forms/{code} takes it, once level and frequency are filled in where the file did not say them.</summary>
public sealed record FormDraft(
    string Title, string Department, DivisionLevel? Level, Frequency? Frequency, int MinutesPerFiling, IReadOnlyList<FormField> Fields, string? Purpose,
    string? LegalBasis, bool Statistical, string? FormNumber, string? ApprovalNumber, DateOnly? ValidUntil, int DueAfterWorkdays, string? RankBy, string? PersonalData,
    IReadOnlyList<ValidationRule>? Validations, bool Outliers, IReadOnlyList<DivisionLevel>? Review, Emergency? Emergency, int? RankMinimumBase);

/// <summary>A repeated group: records rather than figures, so a ledger rather than a form.</summary>
public sealed record LedgerDraft(string Name, string? Label, IReadOnlyList<LedgerColumn> Columns);

/// <summary>A question of a repeated group.</summary>
public sealed record LedgerColumn(string Name, string? Label, string Type, bool Required);
