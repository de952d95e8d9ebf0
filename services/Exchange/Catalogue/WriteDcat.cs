using System.Globalization;
using System.Text.Json.Nodes;
using Datarun.Exchange.Elements;
using Datarun.Exchange.Sharing;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Exchange.Catalogue;

/// <summary>
/// Writes entries as DCAT 3 (W3C), terms of use as ODRL 2.2. Frequencies and access rights are the terms that harvesters in Europe and CKAN know
/// (EU Publications Office authority tables), as China has published none of its own. Pure.
/// </summary>
public static class WriteDcat
{
    private const string Authority = "http://publications.europa.eu/resource/authority/";

    // Of the authority table of file types those that providers here name.
    private static readonly HashSet<string> FileTypes = ["CSV", "JSON", "PARQUET", "XLSX", "XML", "PDF", "ZIP"];

    /// <param name="root">Address of the API.</param>
    /// <param name="datasets">The entries with their elements.</param>
    /// <param name="names">Names of the providers.</param>
    /// <param name="next">Address of the next page.</param>
    public static JsonObject Of(string root, IReadOnlyList<(Dataset Dataset, List<Element> Elements)> datasets, IReadOnlyDictionary<string, string> names, string? next) => new()
    {
        ["@context"] = new JsonObject
        {
            ["dcat"] = "http://www.w3.org/ns/dcat#", ["dct"] = "http://purl.org/dc/terms/", ["foaf"] = "http://xmlns.com/foaf/0.1/", ["odrl"] = "http://www.w3.org/ns/odrl/2/",
            ["hydra"] = "http://www.w3.org/ns/hydra/core#", ["xsd"] = "http://www.w3.org/2001/XMLSchema#", ["rdfs"] = "http://www.w3.org/2000/01/rdf-schema#", ["datarun"] = $"{root}/terms#",
        },
        ["@id"] = $"{root}/catalogue.jsonld",
        ["@type"] = "dcat:Catalog",
        ["dct:title"] = Chinese("政务数据目录"),
        ["dct:description"] = Chinese("已审核发布的政务数据目录(政务数据共享条例第13至17条)。"),
        ["dct:publisher"] = new JsonObject { ["@id"] = $"{root}/", ["@type"] = "foaf:Agent", ["foaf:name"] = Chinese("政务数据共享平台") },
        ["dcat:service"] = new JsonArray(ServiceOf(root, SharingMethod.API), ServiceOf(root, SharingMethod.SUBSCRIPTION)),
        ["dct:language"] = new JsonObject { ["@id"] = $"{Authority}language/ZHO" },
        ["dcat:dataset"] = new JsonArray([.. datasets.Where(d => d.Dataset.State != DatasetState.WITHDRAWN).Select(d => DatasetOf(root, d.Dataset, d.Elements, names))]),
        ["datarun:withdrawn"] = new JsonArray([.. datasets.Where(d => d.Dataset.State == DatasetState.WITHDRAWN).Select(d => (JsonNode)new JsonObject { ["@id"] = IdOf(root, d.Dataset) })]),
        ["hydra:view"] = next is null ? null : new JsonObject { ["@type"] = "hydra:PartialCollectionView", ["hydra:next"] = new JsonObject { ["@id"] = next } },
    };

    private static JsonNode DatasetOf(string root, Dataset dataset, List<Element> elements, IReadOnlyDictionary<string, string> names)
    {
        var (shown, terms) = (dataset.Published!, DatasetTerms.Of(elements));
        return new JsonObject
        {
            ["@id"] = IdOf(root, dataset),
            ["@type"] = "dcat:Dataset",
            ["dct:identifier"] = dataset.Code,
            ["dct:title"] = Chinese(shown.Title!),
            ["dct:description"] = Chinese(shown.Description!),
            ["dct:publisher"] = new JsonObject
            {
                ["@id"] = $"{root}/providers/{dataset.Provider}", ["@type"] = "foaf:Agent", ["foaf:name"] = Chinese(names.GetValueOrDefault(dataset.Provider, dataset.Provider)),
                ["dct:identifier"] = dataset.Provider,
            },
            ["dct:accrualPeriodicity"] = new JsonObject { ["@id"] = $"{Authority}frequency/{FrequencyOf(terms.Frequency)}" },
            ["dct:accessRights"] = new JsonObject { ["@id"] = $"{Authority}access-right/{RightOf(terms.SharingClass)}" },
            ["dcat:keyword"] = new JsonArray([.. shown.Keywords!.Select(k => (JsonNode)Chinese(k))]),
            ["dct:issued"] = Instant(dataset.PublishedAt!.Value),
            ["dct:modified"] = Instant(dataset.ChangedAt),
            ["dcat:version"] = dataset.Version.ToString(CultureInfo.InvariantCulture),
            ["datarun:classification"] = terms.Classification,
            ["datarun:sharingClass"] = terms.SharingClass.ToString(),
            ["datarun:element"] = new JsonArray([.. elements.Select(e => (JsonNode)new JsonObject
            {
                ["@id"] = $"{root}/elements/{e.Code}", ["dct:identifier"] = e.Code, ["dct:title"] = Chinese(e.Name), ["dct:description"] = Chinese(e.Definition),
            })]),
            ["odrl:hasPolicy"] = PolicyOf(terms),
            ["dcat:distribution"] = new JsonArray([.. shown.Methods!.SelectMany(m => shown.Formats!.Select(f => (JsonNode)DistributionOf(root, m, f)))]),
        };
    }

    private static JsonObject DistributionOf(string root, SharingMethod method, string format) => new()
    {
        ["@type"] = "dcat:Distribution",
        ["dct:title"] = $"{method} {format}",
        ["dct:format"] = FileTypes.Contains(format.ToUpperInvariant())
            ? new JsonObject { ["@id"] = $"{Authority}file-type/{format.ToUpperInvariant()}", ["@type"] = "dct:MediaTypeOrExtent" }
            : new JsonObject { ["@type"] = "dct:MediaTypeOrExtent", ["rdfs:label"] = format },
        ["dcat:accessURL"] = new JsonObject { ["@id"] = AddressOf(root, method) },
        ["dcat:accessService"] = method == SharingMethod.FILE ? null : new JsonObject { ["@id"] = ServiceIdOf(root, method) },
    };

    /// <summary>The two ways by which this platform itself gives data; each serves every entry that names it.</summary>
    private static JsonNode ServiceOf(string root, SharingMethod method) => new JsonObject
    {
        ["@id"] = ServiceIdOf(root, method),
        ["@type"] = "dcat:DataService",
        ["dct:title"] = Chinese(method == SharingMethod.API ? "数据接口" : "数据订阅"),
        ["dcat:endpointURL"] = new JsonObject { ["@id"] = AddressOf(root, method) },
    };

    private static string ServiceIdOf(string root, SharingMethod method) => $"{root}/services/{method}";

    private static string AddressOf(string root, SharingMethod method) => $"{root}/{method switch { SharingMethod.SUBSCRIPTION => "subscriptions", SharingMethod.FILE => "exports", _ => "values" }}";

    /// <summary>What a consumer needs before it may use the data; null where it needs nothing.</summary>
    private static JsonNode? PolicyOf(DatasetTerms terms) => terms.SharingClass switch
    {
        SharingClass.CONDITIONAL => new JsonObject
        {
            ["@type"] = "odrl:Offer",
            ["odrl:permission"] = new JsonObject
            {
                ["odrl:action"] = new JsonObject { ["@id"] = "odrl:use" },
                ["odrl:constraint"] = new JsonArray([.. terms.Conditions.Select(c => (JsonNode)new JsonObject
                {
                    ["@type"] = "odrl:Constraint", ["odrl:leftOperand"] = new JsonObject { ["@id"] = "odrl:purpose" }, ["odrl:operator"] = new JsonObject { ["@id"] = "odrl:eq" },
                    ["odrl:rightOperand"] = Chinese(c),
                })]),
            },
        },
        SharingClass.NOT_SHARED => new JsonObject
        {
            ["@type"] = "odrl:Set",
            ["odrl:prohibition"] = new JsonObject
            {
                ["odrl:action"] = new JsonObject { ["@id"] = "odrl:use" }, ["dct:source"] = new JsonArray([.. terms.LegalBases.Select(b => (JsonNode)Chinese(b))]),
            },
        },
        _ => null,
    };

    private static string IdOf(string root, Dataset dataset) => $"{root}/datasets/{dataset.Code}";

    private static JsonObject Chinese(string text) => new() { ["@value"] = text, ["@language"] = "zh-CN" };

    private static JsonObject Instant(DateTimeOffset at) =>
        new() { ["@type"] = "xsd:dateTime", ["@value"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) };

    private static string RightOf(SharingClass sharing) => sharing switch { SharingClass.UNCONDITIONAL => "PUBLIC", SharingClass.CONDITIONAL => "RESTRICTED", _ => "NON_PUBLIC" };

    private static string FrequencyOf(Frequency frequency) => frequency switch
    {
        Frequency.DAILY => "DAILY", Frequency.WEEKLY => "WEEKLY", Frequency.TEN_DAY => "MONTHLY_3", Frequency.MONTHLY => "MONTHLY", Frequency.QUARTERLY => "QUARTERLY",
        Frequency.HALF_YEARLY => "ANNUAL_2", Frequency.YEARLY => "ANNUAL", Frequency.ONCE => "NEVER", _ => "IRREG",
    };
}
