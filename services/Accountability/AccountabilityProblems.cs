using Datarun.ServiceDefaults.Problems;

namespace Datarun.Accountability;

/// <summary>What can go wrong in Accountability.</summary>
public static class AccountabilityProblems
{
    public static readonly Problem UnitUnknown = new("UNIT_UNKNOWN", 422, "Rosters knows no place or body with this code.", "名录中没有这个代码的地方或单位。");
    public static readonly Problem PlaceEnded = new("PLACE_ENDED", 422, "The place will have ended by then; see detail for its last day.", "届时该区划已撤销,截止日期见 detail。");
    public static readonly Problem InTheFuture = new("IN_THE_FUTURE", 422, "This day has not come yet.", "日期尚未到来。");
    public static readonly Problem DateOutOfRange = new("DATE_OUT_OF_RANGE", 422, "No rule was in force on this day, or it lies too far ahead.", "该日期没有有效规则,或距今过远。");
    public static readonly Problem DutyListEmpty = new("DUTY_LIST_EMPTY", 422, "A duty list has between one item and the bound in detail.", "清单事项数须至少为一项,且不超过 detail 所列上限。");
    public static readonly Problem DutyItemTwice = new("DUTY_ITEM_TWICE", 422, "Two items of the list have this code.", "清单中有两个事项使用同一代码。");
    public static readonly Problem TerritorialClauseAlone = new("TERRITORIAL_CLAUSE_ALONE", 422, "That it lies on the unit's ground (属地管理) is no basis by itself: name the law, and what is to be done.", "仅以“属地管理”不能作为依据,须列明法律法规和具体职责。");
    public static readonly Problem NoListInForce = new("NO_LIST_IN_FORCE", 404, "The unit has no duty list in force on that day.", "该单位在该日没有生效的履行职责事项清单。");
    public static readonly Problem PlanInvalid = new("PLAN_INVALID", 422, "A plan's entries have distinct codes, days of its year, and not both units and under.", "计划各项代码不得重复,日期须在该年度内,且 units 与 under 不得同时填写。");
    public static readonly Problem InspectionNotInPlan = new("INSPECTION_NOT_IN_PLAN", 422, "The department's plan of that year has no such inspection of this unit; see planned.", "该部门当年督查检查考核计划中没有对该单位的此项检查,见 planned。");
    public static readonly Problem InspectionCapReached = new("INSPECTION_CAP_REACHED", 422, "The department has held as many comprehensive inspections this year as the cap allows.", "该部门本年度综合性督查检查考核已达上限。");
    public static readonly Problem InspectionOverlaps = new("INSPECTION_OVERLAPS", 409, "Other departments inspect the unit on the same subject at about that time; go together (joint, jointWith).", "其他部门将在相近时间就同一事项检查该单位,请联合开展(见 joint、jointWith)。");
    public static readonly Problem InspectionItemIsTrace = new("INSPECTION_ITEM_IS_TRACE", 422, "Photos, notes and other traces may not be scored; use data that are held already.", "不得以照片、笔记等留痕作为评分项,请使用已有数据。");
    public static readonly Problem JointVisitUnknown = new("JOINT_VISIT_UNKNOWN", 422, "No inspection of this id, by another department, stands near to this one on the same subject.", "没有其他部门在相近时间就同一事项开展的此项检查可供联合。");
    public static readonly Problem NoDutyInForce = new("NO_DUTY_IN_FORCE", 422, "The duty list in force on the day of the act gives the unit no such duty; see reason.", "行为发生之日生效的清单中,该单位没有此项职责,见 reason。");
    public static readonly Problem StepUnknown = new("STEP_UNKNOWN", 404, "A case has no such step; see steps.", "案件没有这个步骤,见 steps。");
    public static readonly Problem StepNotAllowed = new("STEP_NOT_ALLOWED", 409, "This step may not be taken now; see first for what has to come before, and allowed.", "现在不能进行此步骤:须先完成 first 所列步骤,当前可进行的步骤见 allowed。");
    public static readonly Problem StepDateInvalid = new("STEP_DATE_INVALID", 422, "The day lies before the act, the opening of the case, or the step that it follows; see detail.", "日期早于行为日期、立案日期或前一步骤的日期,见 detail。");
    public static readonly Problem AnswerTimeMissing = new("ANSWER_TIME_MISSING", 422, "The notice must leave the person time to answer: answerBy lies after its day.", "通知须给予当事人陈述申辩的时间,answerBy 须晚于通知日。");
    public static readonly Problem HearingNotOver = new("HEARING_NOT_OVER", 422, "Without a statement the hearing ends only after answerBy.", "未收到陈述申辩的,须待 answerBy 期满后方可结束听取。");
    public static readonly Problem ToleranceGroundUnknown = new("TOLERANCE_GROUND_UNKNOWN", 422, "This is none of the grounds for tolerance; see grounds.", "不属于法定容错情形,见 grounds。");
    public static readonly Problem ToleranceUnlawfulOrder = new("TOLERANCE_UNLAWFUL_ORDER", 422, "An objection moves no liability where the order was plainly unlawful (Civil Servant Law, article 60).", "命令明显违法的,不因提出异议而免责(公务员法第60条)。");
    public static readonly Problem OutcomeAgainstRuling = new("OUTCOME_AGAINST_RULING", 422, "The outcome does not follow the ruling on tolerance.", "处理结果与容错认定不一致。");
    public static readonly Problem OutcomeHeavier = new("OUTCOME_HEAVIER", 422, "A review or appeal may not make the outcome heavier (Civil Servant Law, article 96).", "复核、申诉不得加重处理(公务员法第96条)。");

    public static IReadOnlyList<Problem> All { get; } =
    [
        UnitUnknown, PlaceEnded, InTheFuture, DateOutOfRange, DutyListEmpty, DutyItemTwice, TerritorialClauseAlone, NoListInForce, PlanInvalid,
        InspectionNotInPlan, InspectionCapReached, InspectionOverlaps, InspectionItemIsTrace, JointVisitUnknown, NoDutyInForce, StepUnknown, StepNotAllowed,
        StepDateInvalid, AnswerTimeMissing, HearingNotOver, ToleranceGroundUnknown, ToleranceUnlawfulOrder, OutcomeAgainstRuling, OutcomeHeavier,
    ];
}
