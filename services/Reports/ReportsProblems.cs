using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports;

/// <summary>What can go wrong in Reports. The grounds of admission stand in Admission/.</summary>
public static class ReportsProblems
{
    public static readonly Problem FormUnknown = new("FORM_UNKNOWN", 404, "No form has this code.", "没有这个代码的报表。");
    public static readonly Problem FormRefused = new("FORM_REFUSED", 422, "The form was not admitted; see the grounds in admission.", "报表未通过准入,理由见 admission。");
    public static readonly Problem AllFieldsKnown = new("ALL_FIELDS_KNOWN", 409, "Everything this form asks is known already; ask for sharing instead, the drafts are ready.", "此报表所需数据均已掌握,请改用数据共享,申请草稿已备好。");
    public static readonly Problem FormOfAnother = new("FORM_OF_ANOTHER_DEPARTMENT", 409, "Another department has a form of this code; take another code.", "其他部门已使用此报表代码,请换用其他代码。");
    public static readonly Problem UnknownOrgUnit = new("UNKNOWN_ORG_UNIT", 422, "Rosters knows no unit of this code.", "机构名册中没有这个代码的单位。");
    public static readonly Problem FieldsMissing = new("FIELDS_MISSING", 422, "A form has at least one and at most 1,000 fields.", "报表至少有一个、至多有一千个数据项。");
    public static readonly Problem FieldTwice = new("FIELD_TWICE", 422, "A form asks for an element once.", "同一数据项在报表中只能出现一次。");
    public static readonly Problem OutOfBounds = new("OUT_OF_BOUNDS", 422, "The number is outside its bounds; see detail.", "数值超出范围,见 detail。");
    public static readonly Problem UnitUnknown = new("UNIT_UNKNOWN", 422, "No place or body of this code is known.", "没有这个代码的区划或机构。");

    public static readonly Problem WrongType = new("WRONG_TYPE", 422, "The value is not of the element's type; see detail.", "值的类型与数据项不符,见 detail。");
    public static readonly Problem NotAChoice = new("NOT_A_CHOICE", 422, "The value is none of the element's choices; see detail.", "值不在数据项的可选范围内,见 detail。");
    public static readonly Problem PatternNotMet = new("PATTERN_NOT_MET", 422, "The value does not have the form that the element prescribes.", "值不符合数据项规定的格式。");
    public static readonly Problem ElementUnknown = new("ELEMENT_UNKNOWN", 422, "No element has this code.", "没有这个代码的数据项。");
    public static readonly Problem ElementNotOnForm = new("ELEMENT_NOT_ON_FORM", 422, "The form does not ask for this element.", "此报表没有这个数据项。");
    public static readonly Problem RequiredMissing = new("REQUIRED_MISSING", 422, "A value is required here, and none is known.", "此项必填,且尚无已掌握的数据。");
    public static readonly Problem NilWithValues = new("NIL_WITH_VALUES", 422, "A nil return has no values; send either nil or values.", "零报告不能同时填写数值,请二选一。");
    public static readonly Problem KnownValueDiffers = new("KNOWN_VALUE_DIFFERS", 422, "Another value is known from its source and stays; if it is wrong, ask for a correction.", "数源已有不同的值,以数源为准;如有错误请提出校核申请。");
    public static readonly Problem PeriodInvalid = new("PERIOD_INVALID", 422, "This is not a period; write 2026, 2026-H1, 2026-Q4, 2026-11, 2026-W47, 2026-11-T1 or 2026-11-23.", "报告期格式不正确,应为 2026、2026-H1、2026-Q4、2026-11、2026-W47、2026-11-T1 或 2026-11-23。");
    public static readonly Problem PeriodOfAnotherKind = new("PERIOD_OF_ANOTHER_KIND", 422, "The form is filed at another frequency; see detail.", "报告期与报表频率不符,见 detail。");
    public static readonly Problem FormNotAdmitted = new("FORM_NOT_ADMITTED", 422, "No form of this code was admitted, so nobody may be asked for it.", "没有通过准入的此代码报表,不得要求填报。");
    public static readonly Problem FormExpired = new("FORM_EXPIRED", 422, "The form's validity has ended; it may not be asked for (统计法 17).", "报表有效期限已过,不得再要求填报(统计法第17条)。");
    public static readonly Problem LeadTimeTooShort = new("LEAD_TIME_TOO_SHORT", 422, "The units have too few workdays; see workdays and needed.", "留给填报单位的工作日不足,见 workdays 与 needed。");
    public static readonly Problem OutsideArea = new("OUTSIDE_YOUR_AREA", 403, "The place lies outside the area of the department.", "该地区不在部门管辖区域内。");
    public static readonly Problem NobodyToAsk = new("NOBODY_TO_ASK", 422, "In that period there is no unit of the form's level in this place.", "该地区在此报告期没有此报表级别的填报单位。");
    public static readonly Problem AlreadyRequested = new("ALREADY_REQUESTED", 409, "The form was asked for already, for this period and here or around here; see request.", "此报表在该地区、该报告期已经下发,见 request。");
    public static readonly Problem RequestUnknown = new("REQUEST_UNKNOWN", 404, "There is no such request.", "没有这个下发任务。");
    public static readonly Problem PostNotHeld = new("POST_NOT_HELD", 422, "Nobody in this place holds such a post today.", "今日此地无人担任该岗位。");
    public static readonly Problem TaskUnknown = new("TASK_UNKNOWN", 404, "There is no such task.", "没有这个填报任务。");
    public static readonly Problem UnitNotBegun = new("UNIT_NOT_BEGUN", 404, "The unit is not asked for this period: it began only after that; see began.", "该单位在此报告期结束之后才设立,不要求填报,设立日期见 began。");
    public static readonly Problem UnitEnded = new("UNIT_ENDED", 404, "The unit is not asked for this period: it had ended before that; see ended.", "该单位在此报告期开始之前已经撤销,不要求填报,最后存续日期见 ended。");
    public static readonly Problem FilingUnknown = new("FILING_UNKNOWN", 404, "There is no such filing.", "没有这份填报。");
    public static readonly Problem NotRequested = new("NOT_REQUESTED", 422, "Nobody asked this unit for this form and period.", "没有要求该单位填报此报表的这一报告期。");
    public static readonly Problem NotTheSource = new("NOT_THE_SOURCE", 403, "Only the element's source may record its values.", "只有数据项的数源部门可以直接录入其数据。");
    public static readonly Problem LineTooLong = new("LINE_TOO_LONG", 422, "The line is longer than a million characters; perhaps the lines have no ends.", "该行超过一百万个字符,可能缺少换行。");
    public static readonly Problem LineMalformed = new("LINE_MALFORMED", 400, "The line is not a JSON object with the members that this call takes.", "该行不是此调用要求的 JSON 对象。");
    public static readonly Problem MayNotSee = new("MAY_NOT_SEE", 403, "Figures of this element are for its source, for departments that collect it or hold a grant, and for the places concerned.", "此数据项的汇总只对数源部门、收集该项或取得共享授权的部门和所涉地区开放。");

    public static readonly Problem UnitNotAsked = new("UNIT_NOT_ASKED", 422, "The form is for units of another level.", "此报表由其他层级的单位填报。");
    public static readonly Problem AlreadyDeclared = new("ALREADY_DECLARED", 409, "A standing nil declaration is in force for this unit and form; revoke it first, see declaration.", "该单位对此报表已有生效的常态零报告声明,请先撤销,见 declaration。");
    public static readonly Problem StandingNilUnknown = new("STANDING_NIL_UNKNOWN", 404, "No standing nil declaration is in force for this unit and form.", "该单位对此报表没有生效的常态零报告声明。");

    public static readonly Problem NotOnListOfYear = new("FORM_NOT_ON_LIST_OF_YEAR", 422, "The yearly list of the area for the year of this period leaves the form out, see year; have it put on that list, or submit it again as a one-off form.", "该期所属年度的报表目录清单未列入此报表(见 year);请列入该年度清单,或按一事一报重新申报。");
    public static readonly Problem AskedOnce = new("FORM_ASKED_ONCE", 409, "A form outside the yearly list, or of an emergency, is asked once, and it was; see request.", "清单外一事一报或紧急报表只能下发一次,已经下发,见 request。");
    public static readonly Problem BudgetSpent = new("BURDEN_BUDGET_EXCEEDED", 422, "More minutes are asked than the budget allows: of the department in this month, or of a unit in a week by all departments together (see week and unit); see minutes and budget.", "超出填报时间预算:本部门当月预算,或各部门合计对某一单位一周的预算(见 week 与 unit),详见 minutes 与 budget。");

    public static IReadOnlyList<Problem> All { get; } =
    [
        FormUnknown, FormRefused, AllFieldsKnown, FormOfAnother, UnknownOrgUnit, FieldsMissing, FieldTwice, OutOfBounds,
        UnitUnknown, WrongType, NotAChoice, PatternNotMet, ElementUnknown, ElementNotOnForm, RequiredMissing, NilWithValues,
        KnownValueDiffers, PeriodInvalid, PeriodOfAnotherKind, FormNotAdmitted, FormExpired, LeadTimeTooShort, OutsideArea,
        NobodyToAsk, AlreadyRequested, RequestUnknown, PostNotHeld, TaskUnknown, UnitNotBegun, UnitEnded, FilingUnknown, NotRequested, NotTheSource, LineTooLong, LineMalformed,
        MayNotSee,
        UnitNotAsked, AlreadyDeclared, StandingNilUnknown,
        .. RollUps.RollUpProblems.All, .. Validation.ValidationProblems.All, .. Masking.MaskingProblems.All,
        .. Spreadsheets.SpreadsheetProblems.All, .. XlsForms.XlsFormProblems.All, .. WorkbookTemplates.TemplateProblems.All,
        .. Ledgers.LedgerProblems.All, .. Formulas.FormulaProblems.All,
        .. Requests.RequestsProblems.All, .. Reviews.ReviewsProblems.All, .. Refusals.RefusalsProblems.All, .. ExtensionRequests.ExtensionRequestProblems.All, .. Reminders.RemindersProblems.All,
        .. Calendars.CalendarsProblems.All,
        NotOnListOfYear, AskedOnce, BudgetSpent, .. Emergencies.EmergencyProblems.All, .. Catalogues.CatalogueProblems.All, .. Decisions.DecisionProblems.All,
        .. DuplicateReports.DuplicateReportProblems.All, .. Amendments.AmendmentProblems.All,
        .. Sessions.SessionsProblems.All, .. BurdenBudgets.BudgetProblems.All, .. Burden.LeagueProblems.All, .. Lineage.LineageProblems.All,
        .. DataValueSets.DataValueSetProblems.All,
    ];
}
