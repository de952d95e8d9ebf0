using Datarun.ServiceDefaults.Problems;

namespace Datarun.Exchange;

/// <summary>What can go wrong in Exchange.</summary>
public static class ExchangeProblems
{
    public static readonly Problem ElementUnknown = new("ELEMENT_UNKNOWN", 404, "No data element has this code.", "没有这个代码的数据项。");
    public static readonly Problem UnknownElement = new("UNKNOWN_ELEMENT", 422, "A data element named here is not defined; see detail.", "所列数据项未定义,见 detail。");
    public static readonly Problem ElementCodeInvalid = new("ELEMENT_CODE_INVALID", 422, "An element's code has 1 to 100 letters, digits, dots, dashes and underscores and begins with a letter or digit.", "数据项代码为 1 至 100 个字母、数字、点、横线、下划线,以字母或数字开头。");
    public static readonly Problem ClassificationInvalid = new("CLASSIFICATION_INVALID", 422, "The classification grade is 1 (open) to 4 (most sensitive).", "分级为 1(公开)至 4(最敏感)。");
    public static readonly Problem ValidityInvalid = new("VALIDITY_INVALID", 422, "validForDays must be greater than 0, or be left out.", "validForDays 必须大于 0,或不填。");
    public static readonly Problem LegalBasisMissing = new("LEGAL_BASIS_MISSING", 422, "What is not shared must name the express legal provision (decree 809, articles 14 and 15).", "不予共享的数据须列明法律、行政法规或国务院决定的明确依据(政务数据共享条例第14、15条)。");
    public static readonly Problem ConditionsMissing = new("CONDITIONS_MISSING", 422, "What is shared on terms must list scope and purpose of use (decree 809, article 15).", "有条件共享的数据须列明使用范围、用途等条件(政务数据共享条例第15条)。");
    public static readonly Problem ChoicesInvalid = new("CHOICES_INVALID", 422, "A CHOICE needs choices, each present and different.", "选择型数据项须有选项,且不得为空或重复。");
    public static readonly Problem BoundsInvalid = new("BOUNDS_INVALID", 422, "min is greater than max.", "最小值大于最大值。");
    public static readonly Problem PatternInvalid = new("PATTERN_INVALID", 422, "The pattern is not a regular expression that can be matched in linear time (no back-references or look-around).", "正则表达式无效,或含有反向引用、环视等不支持的写法。");
    public static readonly Problem DoesNotFitType = new("DOES_NOT_FIT_TYPE", 422, "This field does not fit the element's type; see detail.", "此字段与数据项类型不符,见 detail。");
    public static readonly Problem WeightNotANumber = new("WEIGHT_NOT_A_NUMBER", 422, "What an average is weighted by is an INTEGER or DECIMAL element.", "加权平均的权数须为整数型或小数型数据项。");
    public static readonly Problem UnknownOrgUnit = new("UNKNOWN_ORG_UNIT", 422, "No body with this code is registered in Rosters.", "机构名录中没有这个代码的单位。");
    public static readonly Problem NotTheSource = new("NOT_THE_SOURCE", 403, "Only the element's authoritative source may do this.", "只有该数据项的数源部门可以执行此操作。");
    public static readonly Problem DefinitionInUse = new("DEFINITION_IN_USE", 409, "Values were recorded under this definition, type and unit: another meaning is another element, with a code of its own.", "已有数据按现口径、类型和计量单位记录;口径不同即为另一数据项,请使用新的代码。");

    public static readonly Problem ElementNotShared = new("ELEMENT_NOT_SHARED", 403, "This element is not shared, by the provision in legalBasis.", "该数据项不予共享,依据见 legalBasis。");
    public static readonly Problem GrantMissing = new("GRANT_MISSING", 403, "You hold no grant in force for this element and area; ask its source, see ask.", "您没有该数据项及范围的有效共享授权,请向数源部门申请,见 ask。");
    public static readonly Problem DerivedFromClosed = new("DERIVED_FROM_CLOSED", 403, "A formula derives this element from what another department no longer shares without conditions; it can be read where that can be read too, see derivedFrom and ask.", "该数据项由公式从其他部门不再无条件共享的数据项得出,须同时有权读取后者,见 derivedFrom、ask。");
    public static readonly Problem PurposeMismatch = new("PURPOSE_MISMATCH", 403, "X-Purpose must be the purpose that was granted, see granted; use for another is not allowed (decree 809, article 25).", "X-Purpose 必须与授权用途一致,见 granted;不得用于其他用途(政务数据共享条例第25条)。");
    public static readonly Problem NotShared = new("NOT_SHARED", 422, "Some of these elements are not shared, by the provisions in elements.", "所列数据项中有不予共享的,依据见 elements。");
    public static readonly Problem SeveralProviders = new("SEVERAL_PROVIDERS", 422, "These elements have several sources; send one request to each, see providers.", "这些数据项分属多个数源部门,请分别申请,见 providers。");
    public static readonly Problem OwnElements = new("OWN_ELEMENTS", 422, "You are the source of these elements; there is nothing to ask for.", "您就是这些数据项的数源部门,无需申请。");
    public static readonly Problem TooManyElements = new("TOO_MANY_ELEMENTS", 422, "Too many elements at once; see detail.", "一次所列数据项过多,见 detail。");
    public static readonly Problem UntilPassed = new("UNTIL_PASSED", 422, "The last day of use has already passed.", "使用时限已过。");
    public static readonly Problem RequestUnknown = new("SHARING_REQUEST_UNKNOWN", 404, "There is no such sharing request that concerns you.", "没有与您有关的这一共享申请。");
    public static readonly Problem RequestIncomplete = new("REQUEST_INCOMPLETE", 422, "The request still lacks what missing names; it can be agreed to when that is supplied.", "申请材料尚不齐全,见 missing,补齐后方可同意。");
    public static readonly Problem NothingToSupply = new("NOTHING_TO_SUPPLY", 409, "No supplement is being waited for; see state.", "当前不需要补充材料,见 state。");
    public static readonly Problem RefusalNotAllowed = new("REFUSAL_NOT_ALLOWED", 422, "An incomplete request may not be refused: everything missing is told once and may be supplied (decree 809, article 21).", "材料不全的申请不得直接拒绝,应一次性告知需补充的全部内容(政务数据共享条例第21条)。");
    public static readonly Problem ReasonRequired = new("REASON_REQUIRED", 422, "A reason is needed.", "必须说明理由。");
    public static readonly Problem SupplementAlreadyAsked = new("SUPPLEMENT_ALREADY_ASKED", 422, "A supplement was asked for once; a second round is not allowed (decree 809, article 21).", "已一次性告知补充材料,不得再次要求补充(政务数据共享条例第21条)。");
    public static readonly Problem AlreadyDecided = new("ALREADY_DECIDED", 409, "This was decided before; see state.", "此事项已作出决定,见 state。");
    public static readonly Problem GrantUnknown = new("GRANT_UNKNOWN", 404, "There is no such grant that concerns you.", "没有与您有关的这一授权。");
    public static readonly Problem GrantNotChangeable = new("GRANT_NOT_CHANGEABLE", 409, "A grant in this state cannot be changed so; see state.", "授权处于当前状态时不能作此变更,见 state。");

    public static readonly Problem SubscriptionUnknown = new("SUBSCRIPTION_UNKNOWN", 404, "You have no subscription with this id.", "您没有这个标识的订阅。");
    public static readonly Problem AddressInvalid = new("ADDRESS_INVALID", 422, "The address must be an absolute http or https URL without a user name, its host a name or an address in its usual form.", "地址必须是完整的 http 或 https 网址,不含用户名,主机须为域名或通常写法的 IP 地址。");
    public static readonly Problem AddressNotAllowed = new("ADDRESS_NOT_ALLOWED", 422, "Deliveries do not go to private, loopback or link-local addresses unless an administrator has opened the host.", "不向内网、本机或链路本地地址推送,除非管理员已开放该主机。");
    public static readonly Problem HostInvalid = new("HOST_INVALID", 422, "The host is a name, or one address in its usual form such as 10.1.2.3 or fd00::1.", "主机须为域名,或通常写法的单个 IP 地址,如 10.1.2.3、fd00::1。");
    public static readonly Problem PortsInvalid = new("PORTS_INVALID", 422, "Name 1 to 20 ports from 1 to 65535.", "请列出 1 至 20 个端口,范围 1 至 65535。");
    public static readonly Problem DeliveryHostUnknown = new("DELIVERY_HOST_UNKNOWN", 404, "This host has not been opened for deliveries.", "该主机未开放推送。");
    public static readonly Problem OneWayOnly = new("ONE_WAY_ONLY", 422, "A subscription goes one way: to url with secret, or into a queue.", "一个订阅只有一种推送方式:推送到 url(并给出 secret),或推送到队列。");
    public static readonly Problem QueueNotAvailable = new("QUEUE_NOT_AVAILABLE", 422, "This installation has no queues for departments; subscribe with url and secret, or read the feed.", "本平台未提供部门队列,请使用 url 和 secret 订阅,或读取事件流。");
    public static readonly Problem NoQueue = new("NO_QUEUE", 409, "This subscription is not delivered into a queue.", "该订阅不是推送到队列的订阅。");
    public static readonly Problem SecretInvalid = new("SECRET_INVALID", 422, "A secret that begins with whsec_ goes on in base64.", "以 whsec_ 开头的密钥,其后须为 base64。");
    public static readonly Problem SecretTooShort = new("SECRET_TOO_SHORT", 422, "The secret is too short; see detail.", "密钥过短,见 detail。");
    public static readonly Problem ValueUnknown = new("VALUE_UNKNOWN", 404, "There is no value for this element, unit and period.", "没有该数据项在该单位、该期的数据。");
    public static readonly Problem ValueDoesNotFit = new("VALUE_DOES_NOT_FIT", 422, "The value does not fit the element's type, bounds, choices or pattern; see detail.", "数据与数据项的类型、范围、选项或格式不符,见 detail。");
    public static readonly Problem CorrectionChangesNothing = new("CORRECTION_CHANGES_NOTHING", 422, "What is proposed is what is held already, so nothing would be put right; see version.", "所提数据与现有数据相同,无可校核之处,见 version。");
    public static readonly Problem CorrectionUnknown = new("CORRECTION_UNKNOWN", 404, "There is no such correction that concerns you.", "没有与您有关的这一校核申请。");

    public static readonly Problem NothingToSign = new("NOTHING_TO_SIGN", 409, "The audit log is empty, so there is nothing to sign.", "审计日志为空,没有可签名的内容。");

    public static readonly Problem NothingToRedeliver = new("NOTHING_TO_REDELIVER", 422, "Say what is to be sent again: sequences, or from with the first number, or dead: true.", "请说明要重新推送的内容:sequences,或 from(起始序号),或 dead: true。");

    public static IReadOnlyList<Problem> All { get; } =
    [
        ElementUnknown, UnknownElement, ElementCodeInvalid, ClassificationInvalid, ValidityInvalid, LegalBasisMissing, ConditionsMissing,
        ChoicesInvalid, BoundsInvalid, PatternInvalid, DoesNotFitType, WeightNotANumber, UnknownOrgUnit, NotTheSource, DefinitionInUse,
        ElementNotShared, GrantMissing, DerivedFromClosed, PurposeMismatch, NotShared, SeveralProviders, OwnElements, TooManyElements, UntilPassed, RequestUnknown,
        RequestIncomplete, NothingToSupply, RefusalNotAllowed, ReasonRequired, SupplementAlreadyAsked, AlreadyDecided, GrantUnknown, GrantNotChangeable,
        SubscriptionUnknown, AddressInvalid, AddressNotAllowed, HostInvalid, PortsInvalid, DeliveryHostUnknown, OneWayOnly, QueueNotAvailable, NoQueue, SecretTooShort, SecretInvalid, ValueUnknown, ValueDoesNotFit, CorrectionChangesNothing, CorrectionUnknown,
        NothingToSign, NothingToRedeliver,
        .. Catalogue.CatalogueProblems.All, .. Sharing.SharingProblems.All, .. Disputes.DisputeProblems.All, .. SourceNamings.NamingProblems.All,
        .. Exports.ExportProblems.All,
    ];
}
