using Datarun.ServiceDefaults.Problems;

namespace Datarun.Reports.DataValueSets;

/// <summary>What can go wrong with documents of other systems.</summary>
public static class DataValueSetProblems
{
    public static readonly Problem Disaggregated = new("DISAGGREGATION_UNSUPPORTED", 422, "The value is one of several categories; each category is an element of its own here.", "该值属于分组中的一项;本平台每一分组项是单独的数据项。");
    public static readonly Problem NilByFiling = new("NIL_BY_FILING", 422, "An empty value says nothing; a nil return is made by filing.", "空值不表示任何内容;零报告请通过填报提交。");
    public static readonly Problem Deleted = new("DELETION_UNSUPPORTED", 422, "The value is marked as deleted; nothing is deleted here, a wrong value is corrected.", "该值标记为已删除;本平台不删除数据,有误的值应予更正。");
    public static readonly Problem DefaultsTooLate = new("DEFAULTS_TOO_LATE", 422, "period and orgUnit of the whole set come before dataValues.", "整个数据集的 period 和 orgUnit 须写在 dataValues 之前。");
    public static readonly Problem NotAdx = new("NOT_ADX", 422, "The document is not ADX: adx, group and dataValue in the namespace urn:ihe:qrph:adx:2015.", "文档不是 ADX:应为命名空间 urn:ihe:qrph:adx:2015 中的 adx、group、dataValue。");

    public static IReadOnlyList<Problem> All { get; } = [Disaggregated, NilByFiling, Deleted, DefaultsTooLate, NotAdx];
}
