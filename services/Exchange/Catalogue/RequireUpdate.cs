using Datarun.Exchange.Elements;
using Datarun.Exchange.Proceedings;
using Datarun.Exchange.Storage;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Datarun.Exchange.Catalogue;

/// <summary>A change that the platform cannot know by itself.</summary>
/// <param name="Cause">LAW_CHANGED or DUTIES_CHANGED.</param>
/// <param name="About">The provision or document.</param>
/// <param name="ChangedOn">The day of the change.</param>
public sealed record UpdateCause(CatalogueCause? Cause = null, string? About = null, DateOnly? ChangedOn = null);

/// <summary>Says that an entry is to be brought up to date.</summary>
public static class RequireUpdate
{
    private const int LongestAbout = 500;

    /// <summary>
    /// The provider or the authority of its area states a change of law or duties that a published entry has to follow: within ten workdays of that day (第17条). Changes of elements and
    /// duty lists of this platform start the clock by themselves. For a change whose clock runs already that clock is answered.
    /// </summary>
    public static async Task<Ok<CatalogueDeadlineView>> HandleAsync(
        string code, UpdateCause body, Caller caller, ExchangeDb db, UnitOfWork work, Rules rules, WorkdayCalendar calendar, TimeProvider clock, CancellationToken cancel)
    {
        var (now, today, about) = (clock.GetUtcNow(), clock.Today(), Text.Clean(body.About));
        new Check().That(body.Cause is CatalogueCause.LAW_CHANGED or CatalogueCause.DUTIES_CHANGED, "/cause", body.Cause is null ? CommonProblems.FieldRequired : CatalogueProblems.CauseNotStated)
            .Required(about, "/about", LongestAbout)
            .That(body.ChangedOn is not null, "/changedOn", CommonProblems.FieldRequired)
            .That(body.ChangedOn is null || body.ChangedOn <= today, "/changedOn", CatalogueProblems.DateAhead, $"≤ {today:yyyy-MM-dd}").Enforce();
        var dataset = CheckElement.IsCode(code) ? await db.Datasets.AsNoTracking().SingleOrDefaultAsync(d => d.Code == code, cancel) : null;
        if (dataset?.Published is null || dataset.State == DatasetState.WITHDRAWN || !caller.Oversees(dataset.Provider)) throw CatalogueProblems.DatasetUnknown.Refuse().AsException();
        await CatalogueDeadlines.OpenAsync(work.Connection, [new(code, dataset.Provider, body.Cause!.Value, about!, body.ChangedOn!.Value)], caller.Unit, rules, calendar, now, cancel);
        var open = await CatalogueDeadlines.FindAsync(work.Connection,
            "dataset = @code AND kind = 'UPDATE' AND cause = @cause AND about = @about AND done_at IS NULL", new { code, cause = body.Cause.ToString(), about }, cancel);
        return TypedResults.Ok(await ReadDeadlines.WholeAsync(work.Connection, open[0], cancel));
    }
}
