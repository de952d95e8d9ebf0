using System.Text.Json;
using System.Text.RegularExpressions;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Forms;

/// <summary>What must be right with a form before anything is decided about it.</summary>
public static partial class CheckForm
{
    private const int MostFields = 1000;
    private const int LongestTitle = 200;
    private const int LongestText = 4000;
    private const int MinutesOfADay = 1440;
    private const int WorkdaysOfAYear = 250;
    private const int LargestBase = 1_000_000;

    /// <summary>Everything that is wrong, at once.</summary>
    public static Check Of(string code, FormBody form)
    {
        var check = new Check()
            .That(WellFormedCode().IsMatch(code), "?code", CommonProblems.CodeInvalid, "A–Z a–z 0–9 . _ -, 1–100")
            .That(OrgUnitCode.TryParse(form.Department, out _), "/department", CommonProblems.CodeInvalid, form.Department)
            .Required(form.Title, "/title", LongestTitle)
            .That(Enum.IsDefined(form.Level), "/level", OutOf)
            .That(form.MinutesPerFiling is >= 1 and <= MinutesOfADay, "/minutesPerFiling", OutOf, $"1–{MinutesOfADay}")
            .That(form.DueAfterWorkdays is >= 0 and <= WorkdaysOfAYear, "/dueAfterWorkdays", OutOf, $"0–{WorkdaysOfAYear}")
            .That(form.Fields.Count is >= 1 and <= MostFields, "/fields", ReportsProblems.FieldsMissing, $"1–{MostFields}");
        foreach (var (i, level) in (form.Review ?? []).Index())
            check.That(Enum.IsDefined(level) && level < form.Level && !form.Review!.Take(i).Contains(level), $"/review/{i}", Reviews.ReviewsProblems.ReviewLevelInvalid, level.ToString());
        check.Storable(form.Purpose, "/purpose", LongestText, lines: true)
            .Storable(form.LegalBasis, "/legalBasis", LongestText, lines: true)
            .Storable(form.PersonalData, "/personalData", LongestText, lines: true)
            .Storable(form.FormNumber, "/formNumber", LongestTitle)
            .Storable(form.ApprovalNumber, "/approvalNumber", LongestTitle)
            .Storable(form.RankBy, "/rankBy", LongestTitle)
            .That(form.RankMinimumBase is null or (>= 1 and <= LargestBase), "/rankMinimumBase", OutOf, $"1–{LargestBase}")
            .Storable(form.Emergency?.Basis, "/emergency/basis", LongestText, lines: true)
            .Storable(form.Emergency?.Reason, "/emergency/reason", LongestText, lines: true);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < form.Fields.Count && i < MostFields; i++)
        {
            var field = form.Fields[i];
            if (field is null)
            {
                check.That(false, $"/fields/{i}", CommonProblems.FieldRequired);
                continue;
            }
            check.Required(field.Element, $"/fields/{i}/element", LongestTitle)
                .That(seen.Add(field.Element), $"/fields/{i}/element", ReportsProblems.FieldTwice, field.Element)
                .Storable(field.Name, $"/fields/{i}/name", LongestTitle)
                .Storable(field.Definition, $"/fields/{i}/definition", LongestText, lines: true);
            check.That(field.Evidence is not { } evidence || (evidence.GetRawText().Length <= LongestText && IsText(evidence)), $"/fields/{i}/evidence", CommonProblems.TextInvalid, $"≤ {LongestText}");
        }
        return check;
    }

    /// <summary>Whether every text in it can be kept; half a surrogate pair as an escape is none, and the reader throws on it.</summary>
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.String => PlainText.Read(value.GetString()!, out _, lines: true) == TextFault.NONE,
                JsonValueKind.Array => value.EnumerateArray().All(IsText),
                JsonValueKind.Object => value.EnumerateObject().All(m => IsText(m.Value) && PlainText.Read(m.Name, out _) == TextFault.NONE),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static Problem OutOf => ReportsProblems.OutOfBounds;

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,100}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex WellFormedCode();
}
