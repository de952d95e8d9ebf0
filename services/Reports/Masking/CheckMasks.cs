using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Masking;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Masking;

/// <summary>Whether a form may show its elements so. Pure.</summary>
public static class CheckMasks
{
    public static Check Of(Check check, FormBody form, IReadOnlyDictionary<string, Element> elements, Rules rules, DateOnly today)
    {
        var minimum = rules.Get(PersonalDataBeyondPurpose.Minimum, today);
        foreach (var (i, field) in form.Fields.Index())
        {
            if (field.Mask is not { } mask || !elements.TryGetValue(field.Element, out var element)) continue;
            var needsText = mask is not (MaskingProfile.FULL or MaskingProfile.NONE);
            var needsCitizen = mask is MaskingProfile.BIRTH_DATE_HIDDEN or MaskingProfile.REGION_ONLY or MaskingProfile.BIRTH_YEAR_ONLY;
            check.That(Enum.IsDefined(mask) && (!needsText || element.Type == "TEXT") && (!needsCitizen || element.IsCitizenId), $"/fields/{i}/mask", MaskingProblems.DoesNotFit, mask.ToString())
                .That(mask == MaskingProfile.NONE || !element.IsCitizenId || !Text.IsBlank(form.PersonalData), "/personalData", MaskingProblems.PurposeMissing, field.Element, minimum);
        }
        return check;
    }
}
