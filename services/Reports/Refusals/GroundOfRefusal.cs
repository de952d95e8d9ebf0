using Datarun.Reports.Admission;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Refusals;

/// <summary>Why a form may be refused (拒绝填报).</summary>
public enum RefusalGround
{
    /// <summary>A statistical form lacks its number, its approval number or its validity.</summary>
    STATISTICAL_MARKS_MISSING,

    /// <summary>The form's validity has ended.</summary>
    FORM_EXPIRED,

    /// <summary>The form is in no catalogue of admitted forms: it came past the admission.</summary>
    OFF_CATALOGUE,
}

/// <summary>Whether a ground holds, and what it rests on: 统计法 17 binds statistical forms; for others it is local policy. Pure.</summary>
public static class GroundOfRefusal
{
    /// <summary>Whether the ground holds against a form that was asked, on a day. What was asked here passed admission, so it is never off the catalogue.</summary>
    public static bool Holds(RefusalGround ground, FormBody form, DateOnly today) => ground switch
    {
        RefusalGround.STATISTICAL_MARKS_MISSING => form.Statistical
            && (Text.IsBlank(form.FormNumber) || Text.IsBlank(form.ApprovalNumber) || form.ValidUntil is null),
        RefusalGround.FORM_EXPIRED => form.ValidUntil < today,
        _ => false,
    };

    /// <summary>The rule that the refusal rests on.</summary>
    public static RuleReference RuleFor(RefusalGround ground, bool statistical, Rules rules, DateOnly today) =>
        rules.Get(FormExpired.RuleOf(statistical && ground != RefusalGround.OFF_CATALOGUE), today).Reference;
}
