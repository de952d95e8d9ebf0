using Dapper;
using Npgsql;

namespace Datarun.Tests.Platform.Tasks;

/// <summary>A filing, and what closes its task or moves its day, in the same instant: as if one had come after the other.</summary>
public sealed class SameInstantTests(LocalPlatform platform)
{
    private static readonly string[] Periods = [.. Enumerable.Range(0, 8).Select(m => TestCounty.Today.AddMonths(-m).ToString("yyyy-MM"))];

    [Fact]
    public async Task Of_a_filing_and_a_lawful_refusal_of_one_task_only_one_is_taken()
    {
        var asked = await ExpiredAsync(true);
        var requests = new List<string> { asked.Request };
        foreach (var period in Periods.Skip(1))
            requests.Add((await asked.Office.PostAsync($"{AskedCounty.Reports}requests", new { form = asked.Form, period, under = asked.County.Code, dueOn = AskedCounty.Day(20) })).Is(201)["id"].ToString());
        await ExpireAsync(asked);
        var county = await asked.ReporterAsync(asked.County.Code);
        var tries = requests.SelectMany(request => asked.County.Villages.Select(async (village, n) =>
        {
            var task = $"{AskedCounty.Reports}tasks/{request}.{village}";
            var answers = await Task.WhenAll(
                Patiently(() => county.PutAsync($"{task}/filing", new { values = asked.Elements.ToDictionary(e => e, _ => n) })),
                Patiently(() => county.PostAsync($"{task}/refusal", new { ground = "FORM_EXPIRED", reason = "有效期已过" })));
            Assert.Equal(answers[0].Status == 200 ? "200 409 ALREADY_ANSWERED" : "409 201 TASK_REFUSED", $"{answers[0].Status} {answers[1].Status} {answers[0].Code ?? answers[1].Code}");
        }));
        await Task.WhenAll(tries);
    }

    [Fact]
    public async Task A_refusal_that_comes_while_a_filing_is_being_kept_finds_the_task_answered()
    {
        var (_, refused) = await BesideAsync(
            async () =>
            {
                var asked = await ExpiredAsync(true);
                await ExpireAsync(asked);
                return asked;
            },
            async asked => await (await asked.ReporterAsync(asked.Village)).PostAsync($"{asked.TaskOf(asked.Village)}/refusal", new { ground = "FORM_EXPIRED", reason = "有效期已过" }));
        refused.IsProblem(409, "ALREADY_ANSWERED");
    }

    [Fact]
    public async Task Whoever_files_while_more_time_is_given_is_not_late()
    {
        var (asked, extended) = await BesideAsync(
            async () =>
            {
                var late = await AskedCounty.NewAsync(platform);
                await platform.ExecuteAsync("reports", "UPDATE request SET due_on = '2026-09-15' WHERE id = @id", new { id = Guid.Parse(late.Request) });
                return late;
            },
            asked => asked.Office.PostAsync($"{AskedCounty.Reports}requests/{asked.Request}/extension", new { dueOn = AskedCounty.Day(5), reason = "系统停机" }));
        extended.Is(201);
        Assert.False(await platform.ReadAsync<bool>("reports", "SELECT late FROM filing WHERE request = @id", new { id = Guid.Parse(asked.Request) }));
    }

    [Fact]
    public async Task A_recall_counts_a_filing_that_is_being_kept_as_filed()
    {
        var (asked, recalled) = await BesideAsync(() => AskedCounty.NewAsync(platform), asked => asked.Office.PostAsync($"{AskedCounty.Reports}requests/{asked.Request}/recall", new { reason = "取消" }));
        Assert.Equal(asked.County.Villages.Count - 1, recalled.Is(201)["tasks"].GetValue<int>());
    }

    private Task<AskedCounty> ExpiredAsync(bool statistical) => AskedCounty.NewAsync(platform, change: f =>
        (f["statistical"], f["formNumber"], f["approvalNumber"]) = (statistical, "消统1表", "国统制〔2025〕1号"));

    private Task ExpireAsync(AskedCounty asked) => platform.ExecuteAsync(
        "reports",
        """
        INSERT INTO form_version (form, version, body, admission, needs_grant, admitted_at)
        SELECT form, 99, jsonb_set(body, '{validUntil}', '"2026-06-30"'), admission, needs_grant, admitted_at FROM form_version WHERE form = @Form AND version = 1;
        INSERT INTO form_field (form, version, element, position, required, verdict)
        SELECT form, 99, element, position, required, verdict FROM form_field WHERE form = @Form AND version = 1;
        UPDATE request SET form_version = 99 WHERE form = @Form
        """, new { asked.Form });

    /// <summary>Files, and while the filing is being written, does the other; where the filing waited too long for a slow machine, it is played again elsewhere.</summary>
    private async Task<(AskedCounty Asked, Answer Other)> BesideAsync(Func<Task<AskedCounty>> make, Func<AskedCounty, Task<Answer>> other)
    {
        for (var tries = 0; ; tries++)
        {
            var asked = await make();
            var (filed, second) = await OnceAsync(asked, await asked.ReporterAsync(asked.Village), () => other(asked));
            if (filed.Code == "CONFLICT" && tries < 9) continue;
            filed.Is(200);
            return (asked, second);
        }
    }

    /// <summary>What the element's source records holds the filing up meanwhile.</summary>
    private async Task<(Answer Filed, Answer Other)> OnceAsync(AskedCounty asked, ApiClient village, Func<Task<Answer>> other)
    {
        await using var source = new NpgsqlConnection(platform.ConnectionString("reports"));
        await source.OpenAsync(TestContext.Current.CancellationToken);
        await using var recording = await source.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await source.ExecuteAsync(
            """
            INSERT INTO value (unit, element, period, level, until, number, version, source_kind, source_id, source_by, recorded_at)
            SELECT @Village, e.id, r.period, 5, r.until, 7, 1, 'SYSTEM', @id, @Unit, now() FROM element e, request r WHERE e.code = @element AND r.id = @request
            """, new { asked.Village, asked.Office.Unit, element = asked.Elements[0], id = Guid.NewGuid(), request = Guid.Parse(asked.Request) });
        var filing = asked.FileAsync(village, asked.Village, 7);
        await Task.WhenAny(filing, WaitingAsync("INSERT INTO value%"));
        var second = Patiently(other);
        await Task.WhenAny(filing, second, WaitingAsync("%pg_advisory_xact_lock%"));
        await recording.RollbackAsync(TestContext.Current.CancellationToken);
        return (await filing, await second);
    }

    /// <summary>Whoever is told to try again does.</summary>
    private static async Task<Answer> Patiently(Func<Task<Answer>> call)
    {
        for (var tries = 0; ; tries++)
        {
            var answer = await call();
            if (answer.Code != "CONFLICT" || tries == 20) return answer;
        }
    }

    /// <summary>Waits until somebody waits for a lock with such a statement.</summary>
    private async Task WaitingAsync(string statement)
    {
        for (var tries = 0; tries < 1000; tries++)
        {
            if (await platform.ReadAsync<bool>(
                "reports",
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND ltrim(query) LIKE @statement)", new { statement })) return;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        Assert.Fail($"nobody waits with {statement}");
    }
}
