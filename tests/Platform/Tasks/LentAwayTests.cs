using Datarun.Contracts;
using Datarun.Reports;
using Datarun.Reports.Reactions;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Hosting;
using Datarun.Tests.Platform.Contract.Rosters;
using Microsoft.Extensions.DependencyInjection;

namespace Datarun.Tests.Platform.Tasks;

/// <summary>Tasks do not go to somebody at home who is lent to another unit.</summary>
public sealed class LentAwayTests(LocalPlatform platform)
{
    private const string Reports = AskedCounty.Reports;

    private static string Day(int days) => AskedCounty.Day(days);

    [Fact]
    public async Task While_its_holder_is_lent_a_post_is_shown_without_anybody_and_afterwards_with()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var (village, elsewhere) = (asked.County.Village, asked.County.Villages[4]);
        var lending = await Lending.FromAsync(platform, village);
        Task<Answer> MissingAsync() => asked.Office.GetAsync($"{Reports}requests/{asked.Request}/missing?under={village}");
        static string[] Posts(Answer missing) => [.. missing.Is(200).Items.Single()!["posts"]!.AsArray().Select(p => p!["post"]!.ToString()).Order(StringComparer.Ordinal)];
        Task UntilAsync(params string[] posts) => RunningPlatform.EventuallyAsync(MissingAsync, a => Posts(a).SequenceEqual(posts.Order(StringComparer.Ordinal)));
        await UntilAsync(lending.Post);

        var id = await lending.LentAsync(elsewhere, Day(0), Day(30));
        await UntilAsync();
        (await asked.Office.GetAsync($"{Reports}missing?unit={village}&post={lending.Post}")).IsProblem(422, "POST_NOT_HELD");
        // Another post of the same person is no more at home; one of a colleague is, and so is the same post where two hold it.
        var second = $"{village}-2ND";
        (await platform.Admin.PutAsync($"api/rosters/v1/posts/{second}", new { unit = village, title = "第二岗", establishmentKind = "ADMINISTRATIVE", authorised = 1 })).Is(201);
        (await lending.AssignAsync(second, "2024-03-01", 30)).Is(201);
        var colleague = await Lending.FromAsync(platform, village);
        await UntilAsync(colleague.Post);
        (await (colleague with { Post = lending.Post }).AssignAsync(lending.Post, "2024-03-01", 30)).Is(201);
        await UntilAsync(colleague.Post, lending.Post);

        (await lending.ReturnAsync(id, Day(0))).Is(200);
        await UntilAsync(colleague.Post, lending.Post, second);
    }

    [Fact]
    public async Task One_that_is_still_to_begin_takes_nobody_away()
    {
        var asked = await AskedCounty.NewAsync(platform);
        var lending = await Lending.FromAsync(platform, asked.County.Village);
        var id = await lending.LentAsync(asked.County.Villages[4], Day(1), Day(30));
        await RunningPlatform.EventuallyAsync(async () => new Answer(await platform.ReadAsync<int>("reports", "SELECT count(*)::int FROM post_away WHERE secondment = @id", new { id }), "", null, null!), a => a.Status == 1);
        await RunningPlatform.EventuallyAsync(() => asked.Office.GetAsync($"{Reports}missing?unit={asked.County.Village}&post={lending.Post}"), a => a.Status == 200 && a.Items.Count == 1);
    }

    [Fact]
    public async Task What_is_heard_late_does_not_undo_what_is_known()
    {
        _ = platform.Http;
        var (id, assignment) = (Guid.NewGuid(), Guid.NewGuid());
        SecondmentChanged Fact(int version, DateOnly? back) =>
            new(id, Guid.NewGuid(), "p", "430224103", "430224", new DateOnly(2026, 3, 2), new DateOnly(2026, 5, 29), back, "ACTIVE", [assignment], [], version);
        await HearAsync(Fact(3, new DateOnly(2026, 5, 8)), Fact(2, null));
        await HearAsync(Fact(1, null));
        Assert.Equal("2026-05-08 3", await platform.ReadAsync<string>("reports", "SELECT back_on || ' ' || version FROM post_away WHERE secondment = @id", new { id }));
        await HearAsync(Fact(4, new DateOnly(2026, 5, 11)));
        Assert.Equal("2026-05-11 4", await platform.ReadAsync<string>("reports", "SELECT back_on || ' ' || version FROM post_away WHERE secondment = @id", new { id }));
    }

    private async Task HearAsync(params SecondmentChanged[] events)
    {
        await using var instance = ServiceHost.Build(ReportsService.Definition, [$"--ConnectionStrings:Database={platform.ConnectionString("reports")}", "--Bus=rabbitmq://nowhere/"]);
        await using var scope = instance.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await work.BeginAsync(TestContext.Current.CancellationToken);
        await KeepSecondments.ReactAsync(events, work, scope.ServiceProvider, TestContext.Current.CancellationToken);
        await work.CommitAsync(TestContext.Current.CancellationToken);
    }
}
