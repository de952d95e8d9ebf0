using Datarun.ServiceDefaults.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Datarun.ServiceDefaults.Law;

/// <summary>
/// The calendar of this moment. The State Council's notice for the next year comes in November, while the services run: it is put as
/// <c>YYYY.json</c> into the folder <c>Calendar:Folder</c>, which all services look at once a minute (<c>Calendar:Seconds</c>). A notice that is wrong or half
/// written never takes the place of what is in force.
/// </summary>
public sealed class CurrentCalendar : BackgroundService
{
    private readonly string? _folder;
    private readonly TimeSpan _every;
    private readonly TimeProvider _clock;
    private readonly ILogger<CurrentCalendar> _log;
    private volatile WorkdayCalendar _calendar = WorkdayCalendar.Default;
    private string _stamp = "";

    public CurrentCalendar(IConfiguration configuration, TimeProvider clock, ILogger<CurrentCalendar> log)
    {
        (_folder, _every, _clock, _log) = (configuration["Calendar:Folder"], TimeSpan.FromSeconds(configuration.GetValue("Calendar:Seconds", 60.0)), clock, log);
        Look();
    }

    /// <summary>What is known now; it never changes itself.</summary>
    public WorkdayCalendar Calendar => _calendar;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => string.IsNullOrEmpty(_folder) ? Task.CompletedTask : Periodically.RunAsync(
        _every, _clock,
        _ =>
        {
            Look();
            return Task.CompletedTask;
        },
        error => _log.LogWarning(error, "Holiday notices are looked at later"), stoppingToken);

    private void Look()
    {
        if (string.IsNullOrEmpty(_folder) || !Directory.Exists(_folder)) return;
        var files = new DirectoryInfo(_folder).GetFiles("*.json").OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        var stamp = string.Join('|', files.Select(f => $"{f.Name} {f.Length} {f.LastWriteTimeUtc.Ticks}"));
        if (stamp == _stamp) return;
        var calendar = WorkdayCalendar.Load(
            Path.Combine(Rules.Folder, "calendar"), files.Select(f => f.FullName), fault => _log.LogError(fault, "A holiday notice is left out"));
        if (calendar.Version != _calendar.Version)
            _log.LogWarning("Holiday calendar {Version} is in force, with notices up to {Year}", calendar.Version, calendar.PublishedYears[^1]);
        (_calendar, _stamp) = (calendar, stamp);
    }
}
