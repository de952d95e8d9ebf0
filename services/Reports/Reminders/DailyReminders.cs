using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Hosting;
using Datarun.ServiceDefaults.Law;

namespace Datarun.Reports.Reminders;

/// <summary>Notes the reminders of each workday once it has begun in China, whichever instance comes first; looks again every few minutes, so a restart loses nothing.</summary>
public sealed class DailyReminders(IServiceScopeFactory scopes, Rules rules, CurrentCalendar calendar, TimeProvider clock, ILogger<DailyReminders> log) : BackgroundService
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(10);
    private DateOnly _done;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Periodically.RunAsync(LookAgainAfter, clock, NoteAsync, error => log.LogWarning(error, "Reminders are put off"), stoppingToken);

    private async Task NoteAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var today = ChinaDay.Of(now);
        if (_done == today || ChinaDay.HourOf(now) < rules.Get("reports.reminder.hour", today).Int) return;
        if (ReminderWindow.Of(today, calendar.Calendar, rules) is { } window)
        {
            await using var scope = scopes.CreateAsyncScope();
            var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
            await work.BeginAsync(cancel);
            await NoteReminders.OfDayAsync(window, now, work, cancel);
            await work.CommitAsync(cancel);
        }
        _done = today;
    }
}
