namespace Datarun.Tests.Platform.Reactions;

/// <summary>A county in which something of every kind has happened, so that every event there is has been published.</summary>
internal sealed class EventfulCounty(TestCounty county)
{
    private readonly Guid _person = Guid.CreateVersion7();
    private ApiClient _civil = null!, _health = null!, _village = null!;
    private string _element = "", _corrected = "", _conditional = "", _task = "";

    public string Element => _element;

    public ApiClient Civil => _civil;

    /// <summary>Something of every kind, in the order of a working day.</summary>
    public async Task LiveAsync()
    {
        (_civil, _health) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("HEALTH"));
        _village = await county.ReporterAsync(county.Village);
        await county.EndAsync(await county.ReporterAsync(county.Villages[1]));
        var admin = county.Platform.Admin;
        (await admin.PutAsync($"api/rosters/v1/posts/{county.Code}-POST", new { unit = county.Townships[0], title = "岗位", establishmentKind = "ADMINISTRATIVE", authorised = 3 })).Is(201);
        (await admin.PutAsync($"api/rosters/v1/people/{_person}", new { name = "某人", unit = county.Townships[0] })).Is(200, 201);
        await AssignAsync(Guid.CreateVersion7(), 40);
        (await admin.PutAsync($"api/rosters/v1/secondments/{Guid.CreateVersion7()}", new
        {
            person = _person, post = $"{county.Code}-POST", borrower = county.Townships[1], from = TestCounty.Today, until = TestCounty.Today.AddDays(30), reason = "专班",
        })).Is(201);
        _element = await county.DefineAsync(_civil, "households");
        _corrected = await county.DefineAsync(_civil, "people");
        _conditional = await county.DefineAsync(_civil, "poor", e => (e["sharingClass"], e["conditions"]) = ("CONDITIONAL", "限履职"));
        await county.DefineAsync(_civil, "heads", e => (e["system"], e["level"]) = ("ROSTERS_ON_POST", null));
        (await _civil.PutAsync($"api/reports/v1/ledgers/l{county.Code}", new
        {
            title = "台账", department = _civil.Unit, subject = "OTHER", level = "VILLAGE", key = new[] { "no" }, fields = new[] { new { code = "no", name = "编号", type = "TEXT", required = true } },
        })).Is(201);
        (await _village.PostAsync($"api/reports/v1/ledgers/l{county.Code}/entries", new { unit = county.Village, values = new { no = "1" } })).Is(201);
        (await _civil.PutAsync($"api/reports/v1/formulas/{await county.DefineAsync(_civil, "entries")}", new { expression = $"COUNT(l{county.Code})" })).Is(201);
        var request = await county.AskAsync(_civil, $"f{county.Code}", [_element, _corrected, _conditional]);
        _task = $"{request}.{county.Village}";
        await FileAsync(10, 2);
        var asked = (await _health.PostAsync("api/exchange/v1/sharing-requests", new
        {
            legalBasis = "某某条例", scenario = "走访", scope = new { elements = new[] { _conditional }, under = county.Code }, method = "API", until = TestCounty.Today.AddDays(90).ToString("yyyy-MM-dd"),
        })).Is(201);
        (await _civil.PostAsync($"api/exchange/v1/sharing-requests/{asked["id"]}/reply", new { decision = "AGREED" })).Is(200, 201);
        await RunningPlatform.EventuallyAsync(() => ReadAsync(_corrected), a => a.Status == 200 && a.Items.Count == 1);
        await CorrectAsync(41);
        await RunningPlatform.EventuallyAsync(() => ReadAsync(_corrected), a => a.Items[0]!["value"]!.ToString() == "41");
        (await admin.PutAsync($"api/accountability/v1/duty-lists/{county.Townships[0]}/2026-01-01", new[] { new { code = "B-1", title = "事项", kind = "BASIC", legalBasis = "清单" } })).Is(201);
    }

    public async Task AssignAsync(Guid assignment, int share) => (await county.Platform.Admin.PutAsync($"api/rosters/v1/assignments/{assignment}", new
    {
        person = _person, post = $"{county.Code}-POST", from = "2026-02-01", share, isPrimary = share >= 40,
    })).Is(200, 201);

    public async Task FileAsync(int households, int poor) =>
        (await _village.PutAsync($"api/reports/v1/tasks/{_task}/filing", new { values = new Dictionary<string, int> { [_element] = households, [_corrected] = 40, [_conditional] = poor } })).Is(200);

    public async Task CorrectAsync(int people) =>
        (await _civil.PostAsync("api/exchange/v1/corrections", new { element = _corrected, unit = county.Village, period = TestCounty.Month, proposed = people, reason = "核实" })).Is(201);

    public async Task RedefineAsync(string remark) =>
        await county.DefineAsync(_civil, "remark", e => e["definition"] = remark);

    /// <summary>Waits until health can read so many households.</summary>
    public Task UntilReadAsync(int households) =>
        RunningPlatform.EventuallyAsync(() => ReadAsync(_element), a => a.Items.Count == 1 && a.Items[0]!["value"]!.ToString() == $"{households}");

    private Task<Answer> ReadAsync(string element) => _health.GetAsync($"api/exchange/v1/values?element={element}&under={county.Village}&period={TestCounty.Month}");
}
