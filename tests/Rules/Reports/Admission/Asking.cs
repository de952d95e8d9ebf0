using System.Text.Json;
using Datarun.Reports.Admission;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Tests.Rules.Reports.Admission;

/// <summary>A form that passes every rule, to be broken in one place by each test.</summary>
internal static class Asking
{
    public static readonly DateOnly Today = new(2026, 11, 24);
    public static readonly JsonElement Photo = JsonSerializer.SerializeToElement("photo");

    public static readonly FormBody Form = new(
        "困难群众基本情况月报", "500118-CIVIL", DivisionLevel.VILLAGE, Frequency.MONTHLY, 12, [], "掌握基本情况", "社会救助暂行办法",
        ValidUntil: new DateOnly(2027, 12, 31), DueAfterWorkdays: 5);

    public static readonly Element Households = new()
    {
        Id = 1, Code = "civil.households", Type = "INTEGER", Frequency = Frequency.MONTHLY, Aggregation = "SUM", Source = "500118-CIVIL",
        SharingClass = "UNCONDITIONAL", Classification = 2,
    };

    public static FieldFacts Field(Element? element = null, decimal? minimum = null, JsonElement? evidence = null, Collector[]? collectors = null, Holding[]? held = null) =>
        new(new FormField((element ?? Households).Code, true, minimum, evidence), element ?? Households, collectors ?? [], held ?? [], false);

    /// <summary>The field beside an element of the catalogue that is like it.</summary>
    public static FieldFacts Near(bool sameName) => Field() with
    {
        Similar = [new SimilarElement("insurance.households", "低保户数", "500118-INSURANCE", "参保口径", 0.6m, sameName)],
    };

    public static AdmissionFacts Facts(FormBody? form = null, FieldFacts[]? fields = null, Element? rankedBy = null, OtherForm[]? others = null, long units = 267) =>
        new(form ?? Form, "500118", Today, units, fields ?? [Field()], rankedBy, others ?? [], ServiceDefaults.Law.Rules.Default);

    public static string[] Codes(AdmissionFacts facts) => [.. Decide.On(facts).Grounds.Select(g => g.Code)];
}
