using System.Text.Json;
using Datarun.ServiceDefaults.Law;
using Datarun.Tests.Platform.Contract;
using Datarun.Tests.Platform.Sharing;

namespace Datarun.Tests.Platform.Catalogue;

/// <summary>The catalogue follows changes of law, duties and elements within ten workdays, five more with consent, and is reviewed within two (decree 809, article 17).</summary>
[Collection(nameof(WatchedPlatform))]
public sealed class UpdateDeadlineTests(WatchedPlatform platform)
{
    private const string Exchange = "api/exchange/v1/";
    private const string Deadlines = Exchange + "catalogue-deadlines";

    private sealed record Sides(TestCounty County, ApiClient Civil, ApiClient Authority, string Element, string Dataset)
    {
        public string Path => $"{Exchange}datasets/{Dataset}";

        public Task<Answer> SubmitAsync(string title = "困难群众") => Civil.PutAsync(Path, new
        {
            title, description = "说明", elements = new[] { Element }, formats = new[] { "JSON" }, methods = new[] { "API" },
            assessment = new { secrecyRisk = "不涉密", personalInformation = "无", approvedBy = "分管负责人", approvedOn = TestCounty.Today.ToString("yyyy-MM-dd") },
        });

        public async Task ReviewAsync(string decision) => (await Authority.PostAsync($"{Path}/review", new { decision, reason = "审核意见" })).Is(200);

        public Task<string> ChangeElementAsync(string conditions) =>
            County.DefineAsync(Civil, "households", b => (b["sharingClass"], b["conditions"]) = ("CONDITIONAL", conditions));

        /// <summary>The one deadline of a kind that is not done.</summary>
        public async Task<Answer> OpenAsync(string duty)
        {
            var open = (await Civil.GetAsync($"{Deadlines}?dataset={Dataset}&duty={duty}")).Is(200).Items.Single(d => d!["doneAt"] is null)!;
            return (await Civil.GetAsync($"{Deadlines}/{open["id"]}")).Is(200);
        }
    }

    private async Task<Sides> PublishedAsync()
    {
        var county = await platform.NewCountyAsync();
        var (civil, authority) = (await county.OfficeAsync("CIVIL"), await county.OfficeAsync("DATA", "SHARING_AUTHORITY"));
        var sides = new Sides(county, civil, authority, await county.DefineAsync(civil, "households"), $"up{county.Code}");
        (await sides.SubmitAsync()).Is(201);
        await sides.ReviewAsync("PUBLISHED");
        return sides;
    }

    [Fact]
    public async Task An_element_that_changes_starts_the_clock_of_its_entries_and_submitting_them_again_stops_it()
    {
        var sides = await PublishedAsync();
        await sides.County.DefineAsync(sides.Civil, "households", b => b["synonyms"] = new[] { "低保户" }); // Another name changes nothing that the entry says.
        Assert.DoesNotContain((await sides.Civil.GetAsync($"{Deadlines}?dataset={sides.Dataset}")).Is(200).Items, d => d!["doneAt"] is null);

        await sides.ChangeElementAsync("限核对");
        await sides.ChangeElementAsync("限救助核对");
        var update = await sides.OpenAsync("UPDATE");
        Assert.Equal(("ELEMENT_CHANGED", sides.Element, sides.Civil.Unit), (update["cause"].ToString(), update["about"].ToString(), update["owedBy"].ToString()));
        Assert.Equal((Workdays.After(TestCounty.Today, 10), "catalogue.update"), (update["dueOn"].ToString(), update["rule"]["id"]!.ToString()));
        Assert.Equal(WorkdayCalendar.Default.AddWorkdays(TestCounty.Today, 10).Provisional, update["provisional"].GetValue<bool>());
        Assert.Equal(["RECEIVED"], await TwoSides.NoticesAsync(sides.Civil, update["id"].ToString()));
        (await (await sides.County.OfficeAsync("TAX")).GetAsync($"{Deadlines}/{update["id"]}")).IsProblem(404, "CATALOGUE_DEADLINE_UNKNOWN");

        var submitted = (await sides.SubmitAsync("困难群众(修订)")).Is(200);
        Assert.Equal((Workdays.After(TestCounty.Today, 10), false), (submitted["updateDueOn"].ToString(), submitted["updatedLate"].GetValue<bool>()));
        Assert.Equal(Workdays.After(TestCounty.Today, 2), (await sides.OpenAsync("REVIEW"))["dueOn"].ToString());
        Assert.Contains((await sides.Authority.GetAsync($"{Deadlines}?state=DONE&duty=UPDATE")).Is(200).Items, d => d!["id"]!.ToString() == update["id"].ToString());

        // What the authority returns is not up to date: the same clock runs on.
        await sides.ReviewAsync("RETURNED");
        var again = await sides.OpenAsync("UPDATE");
        Assert.Equal((update["id"].ToString(), update["dueOn"].ToString()), (again["id"].ToString(), again["dueOn"].ToString()));
        Assert.Equal(["RECEIVED", "UPDATED", "RETURNED"], TwoSides.Steps(again));
        (await sides.SubmitAsync("困难群众(再修订)")).Is(200);
        await sides.ReviewAsync("PUBLISHED");
        Assert.DoesNotContain((await sides.Civil.GetAsync($"{Deadlines}?dataset={sides.Dataset}")).Is(200).Items, d => d!["doneAt"] is null);
    }

    [Fact]
    public async Task A_duty_list_starts_the_clock_of_every_entry_of_its_body_from_its_first_day()
    {
        var sides = await PublishedAsync();
        var from = TestCounty.Today.AddDays(3);
        (await platform.Admin.PutAsync($"api/accountability/v1/duty-lists/{sides.Civil.Unit}/{from:yyyy-MM-dd}", new[]
        {
            new { code = "1", title = "最低生活保障", kind = "BASIC", legalBasis = "社会救助暂行办法 第九条" },
        })).Is(201);
        var open = await RunningPlatform.EventuallyAsync(() => sides.Civil.GetAsync($"{Deadlines}?dataset={sides.Dataset}&duty=UPDATE"), a => a.Is(200).Items.Count == 1);
        Assert.Equal(("DUTIES_CHANGED", $"{sides.Civil.Unit}/{from:yyyy-MM-dd}", from.ToString("yyyy-MM-dd"), Workdays.After(from, 10)),
            (open.Items[0]!["cause"]!.ToString(), open.Items[0]!["about"]!.ToString(), open.Items[0]!["since"]!.ToString(), open.Items[0]!["dueOn"]!.ToString()));
        // Submitted before the duties change, it does not follow them.
        (await sides.SubmitAsync("提前修订")).Is(200);
        Assert.Equal(open.Items[0]!["id"]!.ToString(), (await sides.OpenAsync("UPDATE"))["id"].ToString());
    }

    [Fact]
    public async Task A_change_of_law_is_stated_and_more_time_needs_the_authority_and_is_five_workdays_in_all()
    {
        var sides = await PublishedAsync();
        var changed = TestCounty.Today.AddDays(-1);
        object Cause(string? cause = "LAW_CHANGED", string? on = null) => new { cause, about = "社会救助法 第三条", changedOn = on ?? changed.ToString("yyyy-MM-dd") };
        (await sides.Civil.PostAsync($"{sides.Path}/updates", Cause("ELEMENT_CHANGED"))).IsProblem(422, "CAUSE_NOT_STATED");
        (await sides.Civil.PostAsync($"{sides.Path}/updates", Cause(null))).IsProblem(422, "FIELD_REQUIRED");
        (await sides.Civil.PostAsync($"{sides.Path}/updates", Cause(on: "2999-01-01"))).IsProblem(422, "DATE_AHEAD");
        var tax = await sides.County.OfficeAsync("TAX");
        (await tax.PostAsync($"{sides.Path}/updates", Cause())).IsProblem(404, "DATASET_UNKNOWN");
        var stated = (await sides.Authority.PostAsync($"{sides.Path}/updates", Cause())).Is(200);
        Assert.Equal(stated["id"].ToString(), (await sides.Civil.PostAsync($"{sides.Path}/updates", Cause())).Is(200)["id"].ToString());
        Assert.Equal(Workdays.After(changed, 10), stated["dueOn"].ToString());

        var path = $"{Deadlines}/{stated["id"]}";
        (await sides.Authority.PostAsync($"{path}/extension/consent", new { })).IsProblem(409, "NO_EXTENSION_ASKED");
        (await sides.Civil.PostAsync($"{path}/extension", new { workdays = 6, reason = "x" })).IsProblem(422, "EXTENSION_TOO_LONG");
        (await sides.Civil.PostAsync($"{path}/extension", new { workdays = 3, reason = "系统改造" })).Is(200);
        (await sides.Civil.PostAsync($"{path}/extension", new { workdays = 1, reason = "x" })).IsProblem(409, "EXTENSION_PENDING");
        Assert.Equal(Workdays.After(changed, 10), (await sides.Civil.GetAsync(path)).Is(200)["dueOn"].ToString());
        var stranger = await platform.NewClientAsync($"{sides.County.Code[..4]}", "SHARING_AUTHORITY");
        (await stranger.PostAsync($"{path}/extension/consent", new { })).IsProblem(403, "NOT_THE_AUTHORITY");
        (await sides.Authority.PostAsync($"{path}/extension/consent", new { })).Is(200);
        Assert.Equal(Workdays.After(changed, 13), (await sides.Civil.GetAsync(path)).Is(200)["dueOn"].ToString());
        (await sides.Civil.PostAsync($"{path}/extension", new { workdays = 3, reason = "x" })).IsProblem(422, "EXTENSION_TOO_LONG");
        Assert.Equal(["RECEIVED", "EXTENSION_ASKED", "EXTENSION_CONSENTED"], TwoSides.Steps(await sides.Civil.GetAsync(path)));
        var review = (await sides.Civil.GetAsync($"{Deadlines}?dataset={sides.Dataset}&duty=REVIEW")).Is(200).Items[0]!["id"];
        (await sides.Civil.PostAsync($"{Deadlines}/{review}/extension", new { workdays = 1, reason = "x" })).IsProblem(409, "EXTENSION_TOO_LATE");
    }

    [Theory]
    [InlineData("UPDATE")]
    [InlineData("REVIEW")]
    public async Task What_is_late_is_on_record_once_and_before_the_authority(string duty)
    {
        var sides = await PublishedAsync();
        await sides.ChangeElementAsync("限核对");
        if (duty == "REVIEW") (await sides.SubmitAsync("修订")).Is(200);
        var id = (await sides.OpenAsync(duty))["id"].ToString();
        await platform.ExecuteAsync("exchange", "UPDATE catalogue_deadline SET due_on = @day WHERE id = @id", new { id = Guid.Parse(id), day = TestCounty.Today.AddDays(-1).ToDateTime(default) });
        await RunningPlatform.EventuallyAsync(() => sides.Civil.GetAsync($"{Deadlines}/{id}"), a => a.Is(200).Json!["overdueSince"] is not null);
        Assert.Contains((await sides.Authority.GetAsync($"{Deadlines}?state=OVERDUE")).Is(200).Items, d => d!["id"]!.ToString() == id);
        Assert.Equal("OVERDUE", (await TwoSides.NoticesAsync(sides.Civil, id))[0]);
        var above = duty == "UPDATE" ? sides.Authority : await platform.NewClientAsync(sides.County.Code[..4], "SHARING_AUTHORITY");
        Assert.Equal("OVERDUE", (await TwoSides.NoticesAsync(above, id))[0]);
        var fact = await platform.ReadAsync<string>("exchange", "SELECT max(body) FROM outbox WHERE type = 'DeadlineMissed' AND body LIKE @like HAVING count(*) = 1", new { like = $"%{id}%" });
        Assert.Equal($"CATALOGUE_{duty}", JsonDocument.Parse(fact).RootElement.GetProperty("kind").GetString());
        if (duty == "REVIEW") return;
        (await sides.Civil.PostAsync($"{Deadlines}/{id}/extension", new { workdays = 1, reason = "x" })).IsProblem(409, "EXTENSION_TOO_LATE");
        Assert.True((await sides.SubmitAsync("迟到的修订")).Is(200)["updatedLate"].GetValue<bool>());
    }

    [Fact]
    public async Task A_holiday_notice_computes_updates_with_their_extensions_and_reviews_again()
    {
        var sides = await PublishedAsync();
        await sides.ChangeElementAsync("限核对");
        var update = (await sides.OpenAsync("UPDATE"))["id"].ToString();
        (await sides.Civil.PostAsync($"{Deadlines}/{update}/extension", new { workdays = 2, reason = "系统改造" })).Is(200);
        (await sides.Authority.PostAsync($"{Deadlines}/{update}/extension/consent", new { })).Is(200);
        (await sides.SubmitAsync("修订")).Is(200);
        var review = (await sides.OpenAsync("REVIEW"))["id"].ToString();
        // As if both had begun in March of a year that nobody has published, in which the fourth week is off.
        var year = (await sides.Civil.GetAsync($"{Exchange}calendar")).Is(200)["publishedYears"].AsArray().Max(y => y!.GetValue<int>()) + 1;
        var since = new DateOnly(year, 3, 20);
        await platform.ExecuteAsync(
            "exchange",
            """
            UPDATE catalogue_deadline SET since = @since, due_on = @due, provisional = true, done_at = NULL WHERE id = ANY(@ids);
            UPDATE dataset SET review_due_on = @due, provisional = true WHERE code = @code
            """, new { since = since.ToDateTime(default), due = since.AddDays(1).ToDateTime(default), ids = new[] { Guid.Parse(update), Guid.Parse(review) }, code = sides.Dataset });
        var off = Enumerable.Range(21, 7).Select(d => new DateOnly(year, 3, d)).ToList();
        await File.WriteAllTextAsync(Path.Combine(platform.Notices, $"{year}.json"), JsonSerializer.Serialize(new
        {
            year, dates = StatutoryDays.Of(year).Concat(off).Select(d => new { date = d.ToString("yyyy-MM-dd"), type = "public_holiday" }),
        }), TestContext.Current.CancellationToken);
        string After(int workdays)
        {
            var day = since;
            while (workdays > 0)
            {
                day = day.AddDays(1);
                if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !off.Contains(day) && !StatutoryDays.Of(year).Contains(day)) workdays--;
            }
            return day.ToString("yyyy-MM-dd");
        }
        foreach (var (id, workdays) in new[] { (update, 12), (review, 2) })
        {
            var certain = await RunningPlatform.EventuallyAsync(() => sides.Civil.GetAsync($"{Deadlines}/{id}"), a => !a.Is(200)["provisional"].GetValue<bool>());
            Assert.Equal(After(workdays), certain["dueOn"].ToString());
            Assert.Equal("DEADLINE_RECOMPUTED", TwoSides.Steps(certain)[^1]);
        }
        var entry = (await sides.Civil.GetAsync(sides.Path)).Is(200);
        Assert.Equal((After(2), false), (entry["reviewDueOn"].ToString(), entry["provisional"].GetValue<bool>()));
    }
}
