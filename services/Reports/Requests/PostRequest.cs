using Dapper;
using Datarun.Contracts;
using Datarun.Reports.Admission;
using Datarun.Reports.Burden;
using Datarun.Reports.Emergencies;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.Reports.Reactions;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Requests;

public static class PostRequest
{
    private const int LongestText = 4000;
    internal const int MostYears = 10;

    /// <summary>What is asked.</summary>
    /// <param name="Form">Code of an admitted form.</param>
    /// <param name="Period">The period, of the form's frequency.</param>
    /// <param name="Under">The place: every unit of the form's level in it is asked. CN is the whole country.</param>
    /// <param name="DueOn">Last day to file, within ten years.</param>
    /// <param name="Emergency">Set where it cannot wait for the lead time: by which basis, and why. It is counted, and reported afterwards.</param>
    public sealed record Body(string Form, string Period, string Under, DateOnly DueOn, Emergency? Emergency = null)
    {
        /// <summary>Whether it uses the emergency way itself. A form that was admitted by it has been counted then, and is asked once.</summary>
        public bool Hastens(FormBody form) => Emergency is not null && form.Emergency is null;
    }

    /// <summary>The request.</summary>
    /// <param name="Tasks">How many units are asked.</param>
    public sealed record Answer(Guid Id, long Tasks, string Form, string Period, string Under, DateOnly DueOn);

    /// <summary>Asks for an admitted form, which passes the gate again: it may have expired, be suspended or be more than its department may ask. No unit gets a row: a task is the request and the unit, until something happens to it.</summary>
    public static async Task<Results<Created<Answer>, Refused>> HandleAsync(
        Body body, Caller caller, CatchUp catchUp, UnitOfWork work, TimeProvider clock, Rules rules, WorkdayCalendar calendar, CancellationToken cancel)
    {
        var (place, last) = (Place.Read(body.Under), clock.Today().AddYears(MostYears));
        var check = new Check()
            .That(Period.TryParse(body.Period, out var period), "/period", ReportsProblems.PeriodInvalid, body.Period)
            .That(place is not null, "/under", CommonProblems.CodeInvalid, body.Under)
            .That(body.DueOn <= last, "/dueOn", ReportsProblems.OutOfBounds, $"≤ {last:yyyy-MM-dd}")
            .Storable(body.Emergency?.Basis, "/emergency/basis", LongestText, lines: true)
            .Storable(body.Emergency?.Reason, "/emergency/reason", LongestText, lines: true);
        if (!check.Passes) return check.Refused;
        await catchUp.WithAsync(cancel, "rosters");
        var row = body.Form.Contains('\0') ? null : await work.Connection.QuerySingleOrDefaultAsync<FormRow>(new CommandDefinition(
            $"{FormRow.Select} WHERE f.code = @Form FOR SHARE OF f", body, cancellationToken: cancel));
        if (row is null) return ReportsProblems.FormNotAdmitted.At("/form", body.Form);
        caller.MustCover(row.Department);
        var (form, today) = (row.Form, clock.Today());
        if (RefuseRequest.Of(body, row, period, today, rules, calendar) is { } refused) return refused;
        if (!await FindPlaces.IsKnownAsync(work.Connection, place!, cancel)) return ReportsProblems.UnitUnknown.At("/under", body.Under);
        var area = await FindPlaces.AreaOfAsync(work.Connection, row.Department, cancel);
        if (!caller.IsAdministrator && Place.Read(area)?.Covers(place!) != true) return ReportsProblems.OutsideArea.At("/under", body.Under);
        var tasks = await FindPlaces.CountAsync(work.Connection, place!, form.Level, period, cancel);
        if (tasks == 0)
        {
            var refusal = ReportsProblems.NobodyToAsk.At("/under", body.Under);
            return await FindPlaces.NotThereAsync(work.Connection, place!.Code, form.Level, period, cancel) is { } none ? refusal.With(none.Member, none.Day) : refusal;
        }
        await TakeTurnAsync(row.Department, body.Under, work.Connection, cancel);
        if (await AskedAlreadyAsync(body, place!, work.Connection, cancel) is { } asked) return ReportsProblems.AlreadyRequested.Refuse().With("request", asked);
        var asks = await ReadAsks.BeforeAsync(row, period, place!, area!, rules, today, work.Connection, cancel);
        asks = asks with { Weeks = await ReadWeeks.OfPlaceAsync(place!, form, asks.MinutesPerUnit, today, body.DueOn, rules, work.Connection, cancel) };
        if (RefuseRequest.After(body, row, tasks, asks, today, rules) is { } over) return over;

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await work.Connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO request (id, form, form_version, department, period, starts, until, under, low, high, level, due_on, tasks, requested_by, requested_at)
            VALUES (@id, @Form, @Version, @Department, @Period, @Start, @End, @Under, @Low, @High, @level, @DueOn, @tasks, @Client, @now)
            """,
            new
            {
                id, body.Form, row.Version, row.Department, body.Period, period.Start, period.End, body.Under, place!.Low, place.High,
                level = (short)form.Level, body.DueOn, tasks, caller.Client, now,
            }, cancellationToken: cancel));
        if (body.Hastens(form))
            await KeepEmergency.RunAsync(row.Department, row.Code, id, body.Emergency!, rules.Get(EmergencyUnreported.Report, today), now, calendar, work, cancel);
        await RecordHeadcounts.OfRequestAsync(id, work, now, cancel);
        work.Publish(new ReportRequested(id, body.Form, row.Department, body.Period, body.Under, form.Level.ToString(), body.DueOn, tasks));
        return TypedResults.Created($"/api/reports/v1/requests/{id}", new Answer(id, tasks, body.Form, body.Period, body.Under, body.DueOn));
    }

    /// <summary>
    /// Requests of one department wait for each other, so that no unit is asked twice for one period; and so do those of one province, and one
    /// of the whole country and all others, so that no week is spent twice.
    /// </summary>
    private static Task TakeTurnAsync(string department, string under, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            SELECT pg_advisory_xact_lock(hashtextextended('request/' || @department, 0));
            SELECT pg_advisory_xact_lock_shared(hashtextextended('asked/CN', 0)) WHERE @under <> 'CN';
            SELECT pg_advisory_xact_lock(hashtextextended('asked/' || left(@under, 2), 0));
            """, new { department, under }, cancellationToken: cancel));

    /// <summary>The request by which some of the units are asked for the form and the period already; null for none.</summary>
    private static Task<Guid?> AskedAlreadyAsync(Body body, Place place, NpgsqlConnection connection, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            """
            SELECT r.id FROM request r WHERE r.form = @Form AND r.period = @Period AND r.low < @High AND @Low < r.high
                AND NOT EXISTS (SELECT FROM request_recall c WHERE c.request = r.id AND c.low <= greatest(r.low, @Low) AND c.high >= least(r.high, @High))
            ORDER BY (r.under = @Under) DESC, r.id LIMIT 1
            """,
            new { body.Form, body.Period, place.Low, place.High, body.Under }, cancellationToken: cancel));
}
