using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.Ledgers;

/// <summary>What can go wrong with ledgers and their entries.</summary>
public static class LedgerProblems
{
    public static readonly Problem LedgerUnknown = new("LEDGER_UNKNOWN", 404, "No ledger has this code.", "没有这个代码的台账。");
    public static readonly Problem LedgerOfAnother = new("LEDGER_OF_ANOTHER_DEPARTMENT", 409, "Another department owns a ledger of this code; take another code.", "其他部门已使用此台账代码,请换用其他代码。");
    public static readonly Problem FieldsInvalid = new("LEDGER_FIELDS_INVALID", 422, "A ledger has at least one field; see detail for how many at most.", "台账至少有一个字段,上限见 detail。");
    public static readonly Problem FieldTwice = new("LEDGER_FIELD_TWICE", 422, "Codes and names of fields differ from each other.", "字段代码和名称不得重复。");
    public static readonly Problem KeyInvalid = new("LEDGER_KEY_INVALID", 422, "The key is made of required fields of the ledger, each once.", "主键由台账的必填字段组成,每个只能出现一次。");
    public static readonly Problem EventDateInvalid = new("LEDGER_EVENT_DATE_INVALID", 422, "A ledger of events names the required DATE field that says when; other ledgers name none.", "事件台账须指明一个必填的日期字段作为发生日期,其他台账不得指明。");
    public static readonly Problem DoesNotFitType = new("LEDGER_FIELD_TYPE", 422, "This does not fit the type of the field; see detail.", "与字段类型不符,见 detail。");
    public static readonly Problem SchemaBreaksEntries = new("LEDGER_SCHEMA_BREAKS_ENTRIES", 409, "Entries that are stored do not fit the new schema; put them right first, see entries.", "已有台账记录不符合新的结构,请先更正,见 entries。");
    public static readonly Problem SchemaFixed = new("LEDGER_SCHEMA_FIXED", 409, "Key, subject, level, event date and type of a field cannot change once there are entries; make another ledger.", "已有记录后不能更改主键、对象、层级、发生日期和字段类型,请另建台账。");
    public static readonly Problem FieldInFormula = new("LEDGER_FIELD_IN_FORMULA", 409, "A formula reads what the new schema no longer has; change it first, see formulas.", "有公式引用了新结构中不再具备的内容,请先修改公式,见 formulas。");
    public static readonly Problem LevelWrong = new("LEDGER_KEPT_AT_ANOTHER_LEVEL", 422, "Units of another level keep this ledger; see detail.", "此台账由其他层级的单位维护,见 detail。");
    public static readonly Problem OutsideArea = new("LEDGER_OUTSIDE_AREA", 422, "The unit lies outside the area of the department that owns the ledger.", "该单位不在台账主管部门的管辖区域内。");
    public static readonly Problem FieldUnknown = new("LEDGER_FIELD_UNKNOWN", 422, "The ledger has no field of this code or name.", "台账没有这个代码或名称的字段。");
    public static readonly Problem IdentifierInvalid = new("IDENTIFIER_INVALID", 422, "This is not a well-formed number of its kind, or its check digit is wrong.", "证件号码或代码格式不正确,或校验位错误。");
    public static readonly Problem EntryUnknown = new("LEDGER_ENTRY_UNKNOWN", 404, "There is no such ledger entry.", "没有这条台账记录。");
    public static readonly Problem EntryExists = new("LEDGER_ENTRY_EXISTS", 409, "The unit has an entry with this key already; change that one, see entry.", "该单位已有相同主键的记录,请修改该记录,见 entry。");
    public static readonly Problem EntryClosed = new("LEDGER_ENTRY_CLOSED", 409, "The entry of this key was closed; one that begins anew says validFrom after that day, see detail.", "相同主键的记录已注销;重新登记须填写晚于该日的 validFrom,见 detail。");
    public static readonly Problem EntryTwice = new("LEDGER_ENTRY_TWICE", 422, "An earlier line has the same unit and key; see detail.", "前面已有单位和主键相同的行,见 detail。");
    public static readonly Problem ValidFromInvalid = new("VALID_FROM_INVALID", 422, "The day is before what is known of the entry, or out of range; see detail.", "日期早于该记录的已知起始日或超出范围,见 detail。");
    public static readonly Problem HeaderInvalid = new("LEDGER_HEADER_INVALID", 422, "One of the first lines names unit and fields of the ledger by code or name, each once, the key among them; see detail.", "前几行中须有一行为 unit 及台账字段的代码或名称,不得重复,且须包含主键字段,见 detail。");
    public static readonly Problem ProtectedInAddress = new("PROTECTED_FIELD_IN_ADDRESS", 422, "Values of this field do not belong in an address; send the filter to entries:search.", "此字段的值不得出现在地址中,请改用 entries:search 提交筛选条件。");

    public static IReadOnlyList<Problem> All { get; } =
    [
        LedgerUnknown, LedgerOfAnother, FieldsInvalid, FieldTwice, KeyInvalid, EventDateInvalid, DoesNotFitType, SchemaBreaksEntries, SchemaFixed,
        FieldInFormula, LevelWrong, OutsideArea, FieldUnknown, IdentifierInvalid, EntryUnknown, EntryExists, EntryClosed, EntryTwice,
        ValidFromInvalid, HeaderInvalid, ProtectedInAddress,
    ];
}
