using Datarun.Contracts;
using Datarun.Exchange.Catalogue;
using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Exchange.Reactions;

/// <summary>Duties changed: what the catalogue says of their bodies is to be brought up to date.</summary>
public static class KeepDutyLists
{
    public static async Task ReactAsync(IReadOnlyList<DutyListPublished> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var clock = services.GetRequiredService<TimeProvider>();
        await CatalogueDeadlines.OnDutiesAsync(
            work.Connection, [.. events.Select(e => (e.Unit, e.ValidFrom)).Distinct()], ProceedingStep.Time, services.GetRequiredService<Rules>(),
            services.GetRequiredService<WorkdayCalendar>(), clock.GetUtcNow(), clock.Today(), cancel);
    }
}
