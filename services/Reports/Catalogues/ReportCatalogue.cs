using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Catalogues;

/// <summary>The yearly list of forms of an area (报表目录清单): what is not in it goes one-off.</summary>
/// <param name="Version">Grows with every publication; earlier ones are kept.</param>
public sealed record ReportCatalogue(string Area, int Year, int Version, IReadOnlyList<ReportCatalogueItem> Items, string PublishedBy, DateTimeOffset PublishedAt);

/// <summary>A form of the list. The optional members are the columns of the registers that counties keep.</summary>
/// <param name="Title">报表名称.</param>
/// <param name="Department">所属部门, its code.</param>
/// <param name="Frequency">更新频率: it may be asked so often, or less.</param>
/// <param name="Form">Its code here; null for one that is known by its title only.</param>
/// <param name="IssuedBy">发表层级: PROVINCE to VILLAGE.</param>
/// <param name="Level">填报层级: who files.</param>
/// <param name="Fields">数据项; their number (数据项个数) follows.</param>
/// <param name="Method">报送方式.</param>
/// <param name="System">业务系统名称.</param>
/// <param name="UpdatedAt">更新时间, as the register says it.</param>
/// <param name="Contact">联系人: an office and its telephone rather than a person.</param>
/// <param name="HandledBy">经办人: the post.</param>
/// <param name="CountyDepartment">县直部门.</param>
/// <param name="HasAccount">是否有账号.</param>
/// <param name="InSystem">是否在系统中.</param>
/// <param name="TemplateName">系统中模板名称.</param>
/// <param name="Note">备注.</param>
public sealed record ReportCatalogueItem(
    string Title, string Department, Frequency Frequency, string? Form = null, DivisionLevel? IssuedBy = null, DivisionLevel? Level = null,
    IReadOnlyList<string>? Fields = null, string? Method = null, string? System = null, string? UpdatedAt = null, string? Contact = null,
    string? HandledBy = null, string? CountyDepartment = null, bool? HasAccount = null, bool? InSystem = null, string? TemplateName = null, string? Note = null);
