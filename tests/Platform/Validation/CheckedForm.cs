namespace Datarun.Tests.Platform.Validation;

/// <summary>A form of three numbers with rules on them, and a village that files it.</summary>
public abstract class CheckedForm(LocalPlatform platform)
{
    protected LocalPlatform Platform => platform;

    protected const string Reports = "api/reports/v1/";

    protected static string MonthAt(int offset) => TestCounty.Today.AddDays(1 - TestCounty.Today.Day).AddMonths(offset).ToString("yyyy-MM");

    protected sealed record Case(TestCounty County, ApiClient Office, ApiClient Village, string Form, string[] Elements)
    {
        public async Task<string> AskAsync(int month = 0, string? form = null) => (await Office.PostAsync($"{Reports}requests", new
        {
            form = form ?? Form, period = MonthAt(month), under = County.Code, dueOn = TestCounty.Today.AddDays(20).ToString("yyyy-MM-dd"),
        })).Is(201)["id"].ToString();

        public Task<Answer> FileAsync(string request, object[] values, object? exceptions = null, string verb = "filing") => verb == "filing"
            ? Village.PutAsync($"{Reports}tasks/{request}.{County.Village}/filing", Body(values, exceptions))
            : Village.PostAsync($"{Reports}tasks/{request}.{County.Village}/check", Body(values, exceptions));

        private object Body(object[] values, object? exceptions) => new { values = Elements.Zip(values).ToDictionary(v => v.First, v => v.Second), exceptions };
    }

    protected async Task<Case> CaseAsync(Func<string[], object[]>? validations = null, bool outliers = false, string form = "checked")
    {
        var county = await platform.NewCountyAsync();
        var office = await county.OfficeAsync("CIVIL");
        string[] elements = [await county.DefineAsync(office, "men"), await county.DefineAsync(office, "women"), await county.DefineAsync(office, "all")];
        var code = $"{form}-{county.Code}";
        (await office.PutAsync($"{Reports}forms/{code}", TestCounty.Form(office, elements, body =>
        {
            body["validations"] = validations?.Invoke(elements);
            body["outliers"] = outliers;
        }))).Is(201);
        return new Case(county, office, await county.ReporterAsync(county.Village), code, elements);
    }

    protected static object[] Sum(string[] e, string severity = "ERROR", bool exceptionAllowed = true) =>
        [new { code = "sum", expression = $"{e[0]} + {e[1]} = {e[2]}", severity, message = "男女之和应等于总数", messageEn = "Men and women make all", exceptionAllowed }];
}
