using Dapper;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.Reports.Requests;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Data;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Datarun.Reports.Reviews;

public static class ReviewTasks
{
    private const int MostUnits = 10_000;
    private const int MostNamed = 1000;

    /// <summary>What the reviewer says about many at once.</summary>
    /// <param name="Decision">ACCEPTED or RETURNED.</param>
    /// <param name="Reason">What has to be corrected; needed where it is returned.</param>
    /// <param name="Units">The units; every unit below the reviewer that the request asks where it is left out.</param>
    public sealed record Body(ReviewVerdict Decision, string? Reason = null, IReadOnlyList<string>? Units = null);

    /// <summary>What was reviewed: reviewed + unchanged + refusedCount is the number of units.</summary>
    /// <param name="Reviewed">Units whose filing went on or back.</param>
    /// <param name="Unchanged">Units about which the same was said before.</param>
    /// <param name="Refused">The first 1,000 units that could not be reviewed.</param>
    public sealed record Answer(int Reviewed, int Unchanged, int RefusedCount, IReadOnlyList<RefusedUnit> Refused);

    /// <summary>A unit that could not be reviewed.</summary>
    public sealed record RefusedUnit(string Unit, string Code, string Reason);

    /// <summary>Reviews many units of one request at once, as a township does for its villages. Each is decided for itself; what cannot be is named.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> HandleAsync(
        Guid id, Body body, Caller caller, Elements.Catalogue catalogue, AskedForms forms, UnitOfWork work, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        var check = FindReviewer.Check(body.Decision, body.Reason)
            .That(body.Units is null or { Count: >= 1 and <= MostUnits }, "/units", ReviewsProblems.UnitsMissing, $"1–{MostUnits}");
        foreach (var (i, unit) in (body.Units ?? []).Take(MostUnits).Index())
            check.That(DivisionCode.TryParse(unit, out _), $"/units/{i}", CommonProblems.CodeInvalid, unit);
        if (body.Units is { } named && named.Distinct(StringComparer.Ordinal).Count() < named.Count) check.That(false, "/units", ReviewsProblems.UnitTwice);
        if (!check.Passes) return check.Refused;
        var row = await FindRequest.ByIdAsync(id, work.Connection, cancel);
        var form = (await forms.ReadAsync([(row.Form, row.FormVersion)], await catalogue.ReadAsync(work.Connection, cancel), work.Connection, cancel)).Values.Single();
        var above = caller.IsAdministrator || !caller.Is(Role.REPORTER) ? null : Place.Read(caller.Unit);
        var review = FindReviewer.Of(caller, above is not null, row.Department, form.Review.Cast<DivisionLevel?>().FirstOrDefault(), body.Decision, Text.Clean(body.Reason));
        var part = above ?? new Place(row.Under, row.Low, row.High);
        var units = body.Units ?? (await work.Connection.QueryAsync<string>(new CommandDefinition(
            $"SELECT u.code FROM request r {TaskSql.Units} WHERE r.id = @id AND u.code >= @Low AND u.code < @High ORDER BY u.code",
            new { id, part.Low, part.High }, cancellationToken: cancel))).AsList();
        var mine = units.Where(u => string.CompareOrdinal(u, part.Low) >= 0 && string.CompareOrdinal(u, part.High) < 0 && u != caller.Unit).ToList();
        var done = await KeepReviews.RunAsync(id, mine, form, review, _ => true, clock.GetUtcNow(), work, cancel);

        var chinese = Language.IsChinese(context);
        var known = done.Select(d => d.Unit).ToHashSet(StringComparer.Ordinal);
        var refused = done.Where(d => d.Decision.Refused is not null).Select(d => (d.Unit, Problem: d.Decision.Refused!))
            .Concat(units.Where(u => !known.Contains(u)).Select(u => (u, mine.Contains(u) ? ReportsProblems.TaskUnknown : CommonProblems.OutsideYourUnit)))
            .OrderBy(r => r.Item1, StringComparer.Ordinal).ToList();
        return TypedResults.Ok(new Answer(
            done.Count(d => d.Decision.State is not null), done.Count(d => d.Decision is { State: null, Refused: null }), refused.Count,
            [.. refused.Take(MostNamed).Select(r => new RefusedUnit(r.Item1, r.Item2.Code, chinese ? r.Item2.Chinese : r.Item2.English))]));
    }
}
