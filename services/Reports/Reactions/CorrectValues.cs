using System.Text.Json;
using Dapper;
using Datarun.Contracts;
using Datarun.Reports.Amendments;
using Datarun.Reports.Elements;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Periods;

namespace Datarun.Reports.Reactions;

/// <summary>
/// A correction that the source accepted becomes a new version of the value; the old one stays in its history, the filings that used it
/// are listed, and everyone is told both (政务数据共享条例 第26条). Each correction is carried out once; one of a value that is not there changes nothing and is noted.
/// </summary>
public static class CorrectValues
{
    public static async Task ReactAsync(IReadOnlyList<CorrectionAccepted> events, UnitOfWork work, IServiceProvider services, CancellationToken cancel)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var elements = await services.GetRequiredService<Catalogue>().ReadAsync(work.Connection, cancel);
        // One after another: two corrections of one value build on each other. They are rare, unlike values.
        foreach (var correction in events)
        {
            var first = await work.Connection.ExecuteAsync(new CommandDefinition(
                "INSERT INTO correction (id, element, unit, period, done_at) VALUES (@CorrectionId, @Element, @Unit, @Period, @now) ON CONFLICT DO NOTHING",
                new { correction.CorrectionId, correction.Element, correction.Unit, correction.Period, now }, cancellationToken: cancel));
            if (first == 1 && elements.ByCode.TryGetValue(correction.Element, out var element) && Period.TryParse(correction.Period, out var period))
                await CorrectAsync(correction, element, period, work, now, cancel);
        }
    }

    private static async Task CorrectAsync(CorrectionAccepted correction, Element element, Period period, UnitOfWork work, DateTimeOffset now, CancellationToken cancel)
    {
        var old = await work.Connection.QuerySingleOrDefaultAsync<Old>(new CommandDefinition(
            "SELECT number, text, flag, version, recorded_at FROM value WHERE unit = @Unit AND element = @Id AND period = @Period FOR UPDATE",
            new { correction.Unit, element.Id, correction.Period }, cancellationToken: cancel));
        var body = ValueBody.Nil;
        if (old is null || (correction.Proposed.ValueKind != JsonValueKind.Null && CheckValue.Read(element, correction.Proposed, out body) is not null)) return;
        var by = correction.DecidedBy;
        var written = await WriteValues.RunAsync(
            [new ValueToWrite(element, correction.Unit, period, body, correction.CorrectionId, by)], "CORRECTION", now, work.Connection, cancel);
        if (written.Count == 0) return;
        await work.Connection.ExecuteAsync(new CommandDefinition(
            "UPDATE correction SET old_version = @was, version = @version WHERE id = @CorrectionId",
            new { was = old.Version, version = written[0].Version, correction.CorrectionId }, cancellationToken: cancel));
        await NoteAmendments.OfAsync(correction.CorrectionId, element, correction.Unit, correction.Period, now, work.Connection, cancel);
        work.Publish(new ValueCorrected(
            correction.CorrectionId, element.Code, correction.Unit, correction.Period, new ValueBody(old.Number, old.Text, old.Flag).Raw, old.Version,
            body.Raw, written[0].Version, old.RecordedAt, now, written[0].Source!));
    }

    private sealed record Old
    {
        public decimal? Number { get; init; }
        public string? Text { get; init; }
        public bool? Flag { get; init; }
        public int Version { get; init; }
        public DateTimeOffset RecordedAt { get; init; }
    }
}
