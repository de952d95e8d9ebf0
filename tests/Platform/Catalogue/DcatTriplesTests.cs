namespace Datarun.Tests.Platform.Catalogue;

/// <summary>The catalogue as a public JSON-LD parser reads it: what DCAT 3 and DCAT-AP make mandatory is there as triples.</summary>
public sealed class DcatTriplesTests(LocalPlatform platform)
{
    private const string Exchange = "api/exchange/v1/";
    private const string Dcat = "http://www.w3.org/ns/dcat#", Dct = "http://purl.org/dc/terms/", Foaf = "http://xmlns.com/foaf/0.1/", Odrl = "http://www.w3.org/ns/odrl/2/";
    private const string Table = "http://publications.europa.eu/resource/authority/";

    [Fact]
    public async Task Every_page_is_RDF_with_the_mandatory_properties_of_each_class()
    {
        var county = await platform.NewCountyAsync();
        var (civil, authority) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("DATA", "SHARING_AUTHORITY"));
        var began = DateTimeOffset.UtcNow;
        string[] elements =
        [
            await county.DefineAsync(civil, "open"), await county.DefineAsync(civil, "terms", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", "限救助\"核对\"使用\\范围")),
            await county.DefineAsync(civil, "secret", b => (b["sharingClass"], b["legalBasis"]) = ("NOT_SHARED", "某法 第一条")),
        ];
        string[] codes = [.. elements.Select((_, i) => $"rdf{county.Code}.{i}")];
        for (var i = 0; i < codes.Length; i++)
        {
            (await civil.PutAsync($"{Exchange}datasets/{codes[i]}", new
            {
                title = $"困难群众{i} 莫𡐓村", description = "低保、特困\n按月统计", elements = new[] { elements[i] }, formats = new[] { "JSON", "纸质表" }, methods = new[] { "API", "SUBSCRIPTION", "FILE" },
                assessment = new { secrecyRisk = "不涉密", personalInformation = "无", approvedBy = "分管负责人", approvedOn = TestCounty.Today.ToString("yyyy-MM-dd") }, keywords = new[] { "低保户" },
            })).Is(201);
            (await authority.PostAsync($"{Exchange}datasets/{codes[i]}/review", new { decision = "PUBLISHED" })).Is(200);
        }

        var (triples, pages, path) = (new List<Triple>(), 0, $"{Exchange}catalogue.jsonld?since={Uri.EscapeDataString(began.ToString("O"))}&limit=1");
        while (path.Length > 0)
        {
            var page = await civil.GetAsync(path);
            var some = Triples.Of(page.Is(200).Text, $"{pages++}");
            triples.AddRange(some);
            var next = some.SingleOrDefault(t => t.Predicate == "http://www.w3.org/ns/hydra/core#next")?.Object;
            path = next is null ? "" : next[next.IndexOf("api/", StringComparison.Ordinal)..];
        }
        Assert.True(pages >= codes.Length);
        var facts = triples.Distinct().ToLookup(t => (t.Subject, t.Predicate), t => t.Object);
        IReadOnlyList<string> Of(string type) => [.. triples.Where(t => t.Predicate == Triples.Type && t.Object == type).Select(t => t.Subject).Distinct()];
        void Has(string subject, string predicate, Func<string, bool> fits)
        {
            Assert.NotEmpty(facts[(subject, predicate)]);
            Assert.All(facts[(subject, predicate)], o => Assert.True(fits(o), $"{subject} {predicate} {o}"));
        }
        bool IsText(string o) => o.StartsWith('"') && o.EndsWith("\"@zh-cn", StringComparison.Ordinal) && o.Length > "\"\"@zh-cn".Length;
        bool IsAddress(string o) => Uri.TryCreate(o, UriKind.Absolute, out var at) && at.Scheme == "http";
        bool IsInstant(string o) => o.EndsWith("Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>", StringComparison.Ordinal);
        Func<string, bool> IsA(string type) => o => facts[(o, Triples.Type)].Contains(type);

        var catalogue = Assert.Single(Of(Dcat + "Catalog"));
        Has(catalogue, Dct + "title", IsText);
        Has(catalogue, Dct + "description", IsText);
        Has(catalogue, Dct + "publisher", IsA(Foaf + "Agent"));
        Has(catalogue, Dct + "language", o => o == Table + "language/ZHO");
        Has(catalogue, Dcat + "dataset", IsA(Dcat + "Dataset"));
        Has(catalogue, Dcat + "service", IsA(Dcat + "DataService"));
        Assert.Equal(facts[(catalogue, Dcat + "dataset")].Order(StringComparer.Ordinal), Of(Dcat + "Dataset").Order(StringComparer.Ordinal));
        foreach (var dataset in Of(Dcat + "Dataset"))
        {
            Assert.True(IsAddress(dataset));
            Has(dataset, Dct + "title", IsText);
            Has(dataset, Dct + "description", IsText);
            Has(dataset, Dct + "identifier", o => o.StartsWith('"'));
            Has(dataset, Dct + "publisher", IsA(Foaf + "Agent"));
            Has(dataset, Dct + "accrualPeriodicity", o => o.StartsWith(Table + "frequency/", StringComparison.Ordinal));
            Has(dataset, Dct + "accessRights", o => o.StartsWith(Table + "access-right/", StringComparison.Ordinal));
            Has(dataset, Dct + "issued", IsInstant);
            Has(dataset, Dct + "modified", IsInstant);
            Has(dataset, Dcat + "distribution", IsA(Dcat + "Distribution"));
        }
        foreach (var distribution in Of(Dcat + "Distribution"))
        {
            Has(distribution, Dcat + "accessURL", IsAddress);
            Has(distribution, Dct + "format", IsA(Dct + "MediaTypeOrExtent"));
            Assert.All(facts[(distribution, Dcat + "accessService")], o => Assert.True(IsA(Dcat + "DataService")(o)));
        }
        foreach (var service in Of(Dcat + "DataService"))
        {
            Has(service, Dct + "title", IsText);
            Has(service, Dcat + "endpointURL", IsAddress);
        }
        Assert.All(Of(Foaf + "Agent"), agent => Has(agent, Foaf + "name", IsText));

        // What these three say of their terms of use.
        string[] mine = [.. codes.Select(c => Of(Dcat + "Dataset").Single(d => d.EndsWith($"/datasets/{c}", StringComparison.Ordinal)))];
        Assert.Equal(["PUBLIC", "RESTRICTED", "NON_PUBLIC"], mine.Select(d => facts[(d, Dct + "accessRights")].Single()[(Table + "access-right/").Length..]));
        Assert.Empty(facts[(mine[0], Odrl + "hasPolicy")]);
        var constraint = facts[(facts[(facts[(mine[1], Odrl + "hasPolicy")].Single(), Odrl + "permission")].Single(), Odrl + "constraint")].Single();
        Assert.Equal("\"限救助\\\"核对\\\"使用\\\\范围\"@zh-cn", facts[(constraint, Odrl + "rightOperand")].Single());
        Assert.Equal("\"某法 第一条\"@zh-cn", facts[(facts[(facts[(mine[2], Odrl + "hasPolicy")].Single(), Odrl + "prohibition")].Single(), Dct + "source")].Single());
        Assert.All(mine, d => Assert.Equal(6, facts[(d, Dcat + "distribution")].Count()));
    }
}
