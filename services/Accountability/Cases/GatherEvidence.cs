using Dapper;
using Datarun.Accountability.Reactions;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Accountability.Cases;

/// <summary>Gathers what is known already and bears on a case, so that nobody is asked to hand in material.</summary>
public static class GatherEvidence
{
    private const int MostFilings = 50;
    private const int MostOthers = 200;

    /// <summary>Filings of the unit and below, newest first; posts held on the day of the act; objections put on record up to that day, a person's in all of her posts.</summary>
    public static async Task<Evidence> OfAsync(
        NpgsqlConnection connection, KnownUnit unit, string? post, Guid? person, DateOnly actOn, CancellationToken cancel)
    {
        var end = DivisionCode.TryParse(unit.Code, out var place) ? place.RangeEnd : unit.Code + "\u0001";
        await using var found = await connection.QueryMultipleAsync(new CommandDefinition(
            """
            SELECT id, form, form_title, department, unit, period, version, nil, submitted_at, due_on FROM filing
            WHERE unit >= @unit COLLATE "C" AND unit < @end COLLATE "C" ORDER BY submitted_at DESC, id LIMIT @MostFilings;

            SELECT id, person, unit, post, post_title, from_on, to_on FROM assignment
            WHERE (CASE WHEN @person IS NOT NULL THEN person = @person ELSE unit = @unit AND (@post::text IS NULL OR post = @post) END)
                AND from_on <= @actOn AND (to_on IS NULL OR to_on >= @actOn) ORDER BY from_on, id LIMIT @MostOthers;

            SELECT id, person, "order", ordered_by, said_on, text, recorded_at FROM recorded_objection
            WHERE (unit = @unit AND (@person::uuid IS NULL OR person IS NULL) OR person = @person) AND said_on <= @actOn ORDER BY said_on DESC, id LIMIT @MostOthers
            """, new { unit = unit.Code, end, post, person, actOn, MostFilings, MostOthers }, cancellationToken: cancel));
        var filings = (await found.ReadAsync<Filing>()).Select(f =>
            new FilingEvidence(f.Id, f.Form, f.FormTitle, f.Department, f.Unit, f.Period, f.Version, f.Nil, f.SubmittedAt, f.DueOn)).ToList();
        var posts = (await found.ReadAsync<Assignment>()).Select(a =>
            new PostEvidence(a.Id, a.Person, a.Unit, a.Post, a.PostTitle, a.FromOn, a.ToOn)).ToList();
        var objections = (await found.ReadAsync<Objections.RecordedObjection>()).Select(o =>
            new ObjectionEvidence(o.Id, o.Person, o.Order, o.OrderedBy, o.SaidOn, o.Text, o.RecordedAt, ChinaDay.Of(o.RecordedAt) > actOn)).ToList();
        return new(filings, posts, objections);
    }
}
