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
            Evidence(check, field.Evidence, $"/fields/{i}/evidence");
        }
        return check;
    }

    private static Problem OutOf => ReportsProblems.OutOfBounds;

    // Whatever shape it has, it is kept with the refusal: what is written in it must be storable, and of a length that a person reads.
    private static void Evidence(Check check, JsonElement? evidence, string pointer)
    {
        if (evidence is not { } asked) return;
        if (asked.GetRawText().Length > LongestText) check.That(false, pointer, CommonProblems.TextInvalid, $"≤ {LongestText}");
        else if (!TextsIn(asked).All(text => text is not null && PlainText.Read(text, out _, lines: true) == TextFault.NONE)) check.That(false, pointer, CommonProblems.TextInvalid);
    }

    private static IEnumerable<string?> TextsIn(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [Read(value.GetString)],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(TextsIn),
        JsonValueKind.Object => value.EnumerateObject().SelectMany(part => TextsIn(part.Value).Prepend(Read(() => part.Name))),
        _ => [],
    };

    // Half of a surrogate pair, written as an escape, is no text at all.
    private static string? Read(Func<string?> text)
    {
        try
        {
            return text();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,100}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex WellFormedCode();
}
