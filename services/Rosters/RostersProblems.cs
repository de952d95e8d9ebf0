using Datarun.ServiceDefaults.Problems;

namespace Datarun.Rosters;

/// <summary>What can go wrong in Rosters.</summary>
public static class RostersProblems
{
    public static readonly Problem DivisionUnknown = new("DIVISION_UNKNOWN", 404, "No division has this code, and none below it is known.", "没有此代码的区划,其下级也均未登记。");
    public static readonly Problem DivisionNotKnown = new("DIVISION_UNKNOWN", 422, "The division named is not known; import it first.", "所引用的区划未登记,请先导入。");
    public static readonly Problem DivisionOutsideYourArea = new("OUTSIDE_YOUR_UNIT", 403, "The place lies outside the area of your unit.", "该地点不在您所在单位的辖区内。");
    public static readonly Problem CsvHeaderInvalid = new("CSV_HEADER_INVALID", 400, "The first line must name the columns code and name, each once, and may name began, once.", "首行须包含 code 和 name 两列,且各出现一次;可另有 began 一列。");
    public static readonly Problem CsvLineMalformed = new("CSV_LINE_MALFORMED", 422, "The line is not well-formed CSV: a quote is open, misplaced, or the line was cut off.", "该行不是合法的 CSV:引号未闭合、位置不当,或该行被截断。");
    public static readonly Problem CsvLineTooLong = new("CSV_LINE_TOO_LONG", 422, "The line is longer than 64 KiB.", "该行超过 64 KiB。");
    public static readonly Problem CsvFieldMissing = new("CSV_FIELD_MISSING", 422, "The line has fewer fields than the header needs.", "该行缺少表头要求的字段。");
    public static readonly Problem CodeTwice = new("CODE_TWICE", 422, "An earlier line gives this code another name or first day; the earlier one was kept.", "前面已有一行为此代码给出不同的名称或设立日期,以前一行为准。");
    public static readonly Problem ValidFromTooEarly = new("VALID_FROM_TOO_EARLY", 422, "The present name has been valid from a later day than that.", "现用名称的生效日期晚于所给日期。");
    public static readonly Problem BeganInvalid = new("BEGAN_INVALID", 422, "The first day of a place is written 2026-03-01, and lies ten years ahead at most; leave it blank where it is not known.", "设立日期应写作 2026-03-01,且最多在十年之内;不详时留空。");
    public static readonly Problem ValidToTooFar = new("VALID_TO_TOO_FAR", 422, "The last day of a place lies ten years ahead at most.", "区划的截止日期最多在十年之内。");
    public static readonly Problem DivisionAboveEnded = new("DIVISION_ABOVE_ENDED", 422, "A place above this one has ended, and nothing below it is there any longer than it is itself.", "其上级区划已撤销,下级区划不得存续至上级截止日期之后。");
    public static readonly Problem SuccessorInvalid = new("SUCCESSOR_INVALID", 422, "A place does not go into itself, into a place below it, or into one that ends no later than it does.", "区划不能并入自身、其下级,或不晚于其截止日期撤销的区划。");
    public static readonly Problem SuccessorsTooMany = new("SUCCESSORS_TOO_MANY", 422, "A place goes into at most 100 others.", "一个区划最多并入 100 个区划。");
    public static readonly Problem PlaceEnded = new("PLACE_ENDED", 422, "The place has ended; nothing new begins there after its last day, see detail.", "该区划已撤销,截止日期(见 detail)之后不得再有新的登记。");
    public static readonly Problem OrgUnitUnknown = new("ORG_UNIT_UNKNOWN", 404, "No body has this code.", "没有此代码的机构。");
    public static readonly Problem OrgUnitCodeIsDivision = new("ORG_UNIT_CODE_IS_DIVISION", 422, "Digits alone are a division's code; a body's code has letters too, such as 500118-CIVIL.", "纯数字是区划代码;机构代码须含字母,如 500118-CIVIL。");
    public static readonly Problem OrgUnitCodeOfOtherPlace = new("ORG_UNIT_CODE_OF_OTHER_PLACE", 422, "The code begins with another place than the body's division.", "机构代码开头的区划与其所属区划不一致。");
    public static readonly Problem CreditCodeInvalid = new("CREDIT_CODE_INVALID", 422, "This is not a unified social credit code, or a check character is wrong.", "统一社会信用代码格式不正确或校验位错误。");
    public static readonly Problem UnitUnknown = new("UNIT_UNKNOWN", 422, "The unit named is neither a known division nor a registered body.", "所引用的单位既不是已登记的区划,也不是已登记的机构。");
    public static readonly Problem PostUnknown = new("POST_UNKNOWN", 404, "No post has this code.", "没有此代码的岗位。");
    public static readonly Problem PostNotKnown = new("POST_UNKNOWN", 422, "The post named is not registered.", "所引用的岗位未登记。");
    public static readonly Problem PostUnitFixed = new("POST_UNIT_FIXED", 409, "A post does not move to another unit; register a new one there.", "岗位不能改到另一单位,请在该单位新登记岗位。");
    public static readonly Problem AuthorisedOutOfRange = new("AUTHORISED_OUT_OF_RANGE", 422, "The authorised number of posts is out of range.", "核定岗位数超出范围。");
    public static readonly Problem PersonUnknown = new("PERSON_UNKNOWN", 404, "No person has this id.", "没有此标识的人员。");
    public static readonly Problem PersonNotKnown = new("PERSON_UNKNOWN", 422, "The person named is not registered.", "所引用的人员未登记。");
    public static readonly Problem CitizenIdInvalid = new("CITIZEN_ID_INVALID", 422, "This is not a citizen number, or its check character is wrong.", "公民身份号码格式不正确或校验位错误。");
    public static readonly Problem CitizenIdTaken = new("CITIZEN_ID_TAKEN", 409, "Another person is registered with this citizen number.", "此公民身份号码已登记于另一人员。");
    public static readonly Problem PeriodReversed = new("PERIOD_REVERSED", 422, "The last day is before the first.", "截止日期早于开始日期。");
    public static readonly Problem ShareOutOfRange = new("SHARE_OUT_OF_RANGE", 422, "The share is a whole percentage from 1 to 100.", "任职占比须为 1 至 100 的整数百分比。");
    public static readonly Problem PostLoadExceeded = new("POST_LOAD_EXCEEDED", 422, "With the other posts held that day the shares add up to more than 100 percent; see others.", "与当日其他任职合计超过 100%,见 others。");
    public static readonly Problem PrimaryTwice = new("PRIMARY_TWICE", 422, "The person has another primary post in that time.", "该人员同期已有另一主要岗位。");
    public static readonly Problem NoVacancy = new("NO_VACANCY", 422, "As many people as are authorised hold the post on that day (Civil Servant Law, article 43).", "该岗位当日任职人数已达核定数,没有职位空缺(公务员法第43条)。");
    public static readonly Problem AssignmentFixed = new("ASSIGNMENT_FIXED", 409, "An assignment keeps its person and post; end it and make another.", "任职的人员和岗位不可更改,请结束后另行登记。");

    // Shifts, overtime and comp time.
    public static readonly Problem DayOutOfRange = new("DAY_OUT_OF_RANGE", 422, "The day lies before the law that decides, or too far ahead; see detail.", "日期早于所依据法律的施行之日,或过于超前,见 detail。");
    public static readonly Problem NotOnPostThere = new("NOT_ON_POST_THERE", 422, "The person holds no post at, above or below this unit on that day.", "该人员当日在此单位及其上下级均无任职。");
    public static readonly Problem ShiftUnknown = new("SHIFT_UNKNOWN", 404, "No shift has this id.", "没有此标识的值班。");
    public static readonly Problem ShiftFixed = new("SHIFT_FIXED", 409, "A shift keeps its person; cancel it and make another.", "值班的人员不可更改,请取消后另行安排。");
    public static readonly Problem ShiftCancelled = new("SHIFT_CANCELLED", 409, "The shift was cancelled; make another.", "该值班已取消,请另行安排。");
    public static readonly Problem ShiftOverlaps = new("SHIFT_OVERLAPS", 409, "The person is on duty on site elsewhere at that time; see other.", "该人员同一时间已有另一现场值班,见 other。");
    public static readonly Problem ShiftMeetsTimeOff = new("SHIFT_MEETS_TIME_OFF", 409, "The person has time off on that day; cancel that first.", "该人员当日已安排补休,请先取消补休。");
    public static readonly Problem OvertimeUnknown = new("OVERTIME_UNKNOWN", 404, "No overtime entry has this id.", "没有此标识的加班记录。");
    public static readonly Problem OvertimeGroundMissing = new("OVERTIME_GROUND_MISSING", 422, "Working time is extended on a ground of the law only: DISASTER, URGENT_STATE_TASK or URGENT_SUPERIOR_TASK (State Council rules on working time, article 6).", "延长工作时间须有法定事由:DISASTER、URGENT_STATE_TASK 或 URGENT_SUPERIOR_TASK(国务院关于职工工作时间的规定第6条)。");
    public static readonly Problem OrdinaryMinutesOutOfRange = new("ORDINARY_MINUTES_OUT_OF_RANGE", 422, "The ordinary work of a day is no longer than the legal workday.", "当日正常工作时间不得超过法定日工作时间。");
    public static readonly Problem OvertimeFixed = new("OVERTIME_FIXED", 409, "An overtime entry keeps its person; make another.", "加班记录的人员不可更改,请另行登记。");
    public static readonly Problem OvertimeApproved = new("OVERTIME_APPROVED", 409, "The entry is approved; refuse it first, with the reason, to change it.", "该加班已批准;如需更改,请先说明理由撤回批准。");
    public static readonly Problem OvertimeUsed = new("OVERTIME_USED", 409, "Time off was already taken, or an allowance claimed, for what was approved that day.", "当日已批准的加班已有补休或补助申领,不能撤回。");
    public static readonly Problem DecidedByOneself = new("DECIDED_BY_ONESELF", 422, "Nobody decides on their own overtime.", "不得由本人决定自己的加班事项。");
    public static readonly Problem MinutesOutOfRange = new("MINUTES_OUT_OF_RANGE", 422, "The minutes are out of range; see detail.", "分钟数超出范围,见 detail。");
    public static readonly Problem CompTimeExceeded = new("COMP_TIME_EXCEEDED", 422, "That is more than is owed; see owed.", "超过尚欠的补休时间,见 owed。");
    public static readonly Problem CompTimeProvisional = new("COMP_TIME_PROVISIONAL", 409, "What counts of it is not certain before that year's holiday notice is out.", "该年度放假通知尚未公布,计入时间未定。");
    public static readonly Problem CompTimeNotYetWorked = new("COMP_TIME_NOT_YET_WORKED", 409, "The work lies ahead; nothing is owed for it yet.", "加班尚未发生,不产生补休。");
    public static readonly Problem TimeOffNotOnWorkday = new("TIME_OFF_NOT_ON_WORKDAY", 422, "Nobody works on that day anyway; time off is taken on a workday.", "当日为休息日或法定节假日,补休应安排在工作日。");
    public static readonly Problem TimeOffDayFull = new("TIME_OFF_DAY_FULL", 409, "With the time off of that day it would be more than a legal workday; see taken.", "与当日已安排的补休合计超过法定日工作时间,见 taken。");
    public static readonly Problem TimeOffMeetsShift = new("TIME_OFF_MEETS_SHIFT", 409, "The person has a shift on that day; see shift.", "该人员当日有值班,见 shift。");
    public static readonly Problem TimeOffUnknown = new("TIME_OFF_UNKNOWN", 404, "No time off has this id.", "没有此标识的补休。");
    public static readonly Problem CreditUnknown = new("CREDIT_UNKNOWN", 404, "No approved overtime entry has this id.", "没有此标识的已批准加班。");

    public static IReadOnlyList<Problem> All { get; } =
    [
        DivisionUnknown, DivisionNotKnown, CsvHeaderInvalid, CsvLineMalformed, CsvLineTooLong, CsvFieldMissing, CodeTwice, ValidFromTooEarly, BeganInvalid, ValidToTooFar, DivisionAboveEnded, SuccessorInvalid, SuccessorsTooMany, PlaceEnded,
        OrgUnitUnknown, OrgUnitCodeIsDivision, OrgUnitCodeOfOtherPlace, CreditCodeInvalid, UnitUnknown,
        PostUnknown, PostNotKnown, PostUnitFixed, AuthorisedOutOfRange, PersonUnknown, PersonNotKnown, CitizenIdInvalid, CitizenIdTaken,
        PeriodReversed, ShareOutOfRange, PostLoadExceeded, PrimaryTwice, NoVacancy, AssignmentFixed,
        .. Secondments.SecondmentProblems.All,
        DayOutOfRange, NotOnPostThere, ShiftUnknown, ShiftFixed, ShiftCancelled, ShiftOverlaps, ShiftMeetsTimeOff,
        OvertimeUnknown, OvertimeGroundMissing, OrdinaryMinutesOutOfRange, OvertimeFixed, OvertimeApproved, OvertimeUsed, DecidedByOneself,
        MinutesOutOfRange, CompTimeExceeded, CompTimeProvisional, CompTimeNotYetWorked, TimeOffNotOnWorkday, TimeOffDayFull, TimeOffMeetsShift, TimeOffUnknown, CreditUnknown,
    ];
}
