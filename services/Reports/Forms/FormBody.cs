using System.Text.Json;
using Datarun.Reports.Validation;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Masking;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Forms;

/// <summary>A form as a department submits it for admission (报表).</summary>
/// <param name="Title">Its title.</param>
/// <param name="Department">The body that asks: the caller's own.</param>
/// <param name="Level">Who files: PROVINCE, CITY, COUNTY, TOWNSHIP or VILLAGE.</param>
/// <param name="Frequency">How often.</param>
/// <param name="MinutesPerFiling">Estimated minutes to fill the whole form by hand, 1 to 1440.</param>
/// <param name="Fields">What is asked.</param>
/// <param name="Purpose">What for.</param>
/// <param name="LegalBasis">By which law or duty.</param>
/// <param name="Statistical">A statistical survey form, which needs its four marks (统计法 17).</param>
/// <param name="FormNumber">表号.</param>
/// <param name="ApprovalNumber">批准文号.</param>
/// <param name="ValidUntil">有效期限, last day; null for no end.</param>
/// <param name="DueAfterWorkdays">Workdays that the units have.</param>
/// <param name="RankBy">An element by which units would be ranked.</param>
/// <param name="PersonalData">Why sensitive personal data is needed for this purpose.</param>
/// <param name="Validations">Rules that hold between its values, those of other forms and of earlier periods (勾稽关系).</param>
/// <param name="Outliers">Whether values far from the unit's own history are remarked on.</param>
/// <param name="Review">Levels above that look at each filing before the department takes it, such as TOWNSHIP and COUNTY; none where it is left out.</param>
/// <param name="Emergency">Set where it cannot wait: by which basis, and why. It is counted, and reported afterwards (事后补报).</param>
/// <param name="RankMinimumBase">Where units are ranked by a rate: the least number of cases that a unit needs to be ranked.</param>
public sealed record FormBody(
    string Title, string Department, DivisionLevel Level, Frequency Frequency, int MinutesPerFiling, IReadOnlyList<FormField> Fields,
    string? Purpose = null, string? LegalBasis = null, bool Statistical = false, string? FormNumber = null, string? ApprovalNumber = null,
    DateOnly? ValidUntil = null, int DueAfterWorkdays = 0, string? RankBy = null, string? PersonalData = null,
    IReadOnlyList<ValidationRule>? Validations = null, bool Outliers = false, IReadOnlyList<DivisionLevel>? Review = null,
    Emergency? Emergency = null, int? RankMinimumBase = null);

/// <summary>Why something cannot wait for the ordinary lead time.</summary>
/// <param name="Basis">The plan, order or law that names such an emergency.</param>
/// <param name="Reason">What happened.</param>
public sealed record Emergency(string? Basis = null, string? Reason = null)
{
    /// <summary>Whether both are stated.</summary>
    internal bool IsNamed => !Text.IsBlank(Basis) && !Text.IsBlank(Reason);
}

/// <summary>One field of a form.</summary>
/// <param name="Element">Code of the data element.</param>
/// <param name="Required">Whether a filing must have it.</param>
/// <param name="Minimum">A least number that every unit would have to reach.</param>
/// <param name="Evidence">Photos or traces that would have to be handed in with it.</param>
/// <param name="Mask">How the form shows it; left out, a citizen number is not given at all and everything else is shown.</param>
/// <param name="Name">What the asker calls it, to find the element that is meant where the code is not in the catalogue.</param>
/// <param name="Definition">What the asker means by it (口径), for the same purpose.</param>
public sealed record FormField(string Element, bool Required = true, decimal? Minimum = null, JsonElement? Evidence = null, MaskingProfile? Mask = null,
    string? Name = null, string? Definition = null);
