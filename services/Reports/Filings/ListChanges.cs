using System.Globalization;
using System.Text.Json;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Masking;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Masking;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Filings;

public static class ListChanges
{
    // The version before the page, the one in which the page before ended, and one more than the page has changes: each version changes something.
    private const int VersionsBeyond = 3;

    /// <summary>One cell that a version of the filing changed.</summary>
    /// <param name="Version">The version of the filing.</param>
    /// <param name="By">The unit that filed it.</param>
    /// <param name="Old">What the version before said, in the form's mask; null for nothing, nil, a figure that was computed, and for a department what was taken and it may not read.</param>
    /// <param name="New">What this one says; null likewise.</param>
    /// <param name="How">Typed by a person, or taken from what was known; null where this version says nothing.</param>
    /// <param name="From">What was taken: the period and the version of the value.</param>
    public sealed record Change(
        int Version, DateTimeOffset At, string By, string Element, JsonElement? Old, JsonElement? New, FieldKind? OldHow, FieldKind? How, Use? From);

    /// <summary>
    /// What each version of a filing changed, cell by cell, oldest first: old and new value, and whether it was typed, reused or confirmed. A corrected value changes a
    /// filing only once it is filed again. For the unit, the places above it, and the department that asked.
    /// </summary>
    public static async Task<Page<Change>> HandleAsync(
        Guid id, [AsParameters] PageQuery page, Caller caller, Catalogue catalogue, AskedForms forms, NpgsqlDataSource database, TimeProvider clock, CancellationToken cancel)
    {
        var (after, last) = (0, "");
        if (page.Keys(2) is [var version, var element])
        {
            if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out after)) throw CommonProblems.CursorInvalid.At("?after").AsException();
            last = element;
        }
        await using var connection = await database.OpenConnectionAsync(cancel);
        var filing = await connection.QuerySingleOrDefaultAsync<FilingRow>(new CommandDefinition(
            "SELECT f.id, f.form, f.unit, r.department, r.form_version FROM filing f JOIN request r ON r.id = f.request WHERE f.id = @id", new { id }, cancellationToken: cancel))
            ?? throw ReportsProblems.FilingUnknown.Refuse().AsException();
        if (!caller.Covers(filing.Department)) caller.MustCover(filing.Unit);
        var key = (filing.Form, filing.FormVersion);
        var form = (await forms.ReadAsync([key], await catalogue.ReadAsync(connection, cancel), connection, cancel))[key];
        var versions = (await connection.QueryAsync<FilingVersionRow>(new CommandDefinition(
            """
            SELECT * FROM (
                SELECT version, nil, answer, used, filed_by, filed_at FROM filing_version WHERE filing = @id
                UNION ALL
                SELECT version, nil, answer, used, filed_by, filed_at FROM filing WHERE id = @id) v
            WHERE version >= @from ORDER BY version LIMIT @limit
            """, new { id, from = after - 1, limit = page.Size + VersionsBeyond }, cancellationToken: cancel))).Select(v => v.View).ToList();
        var values = await ReadTakenAsync(form, filing.Unit, versions, connection, cancel);
        var changes = CompareVersions.Of(versions, form.Fields.Select(f => f.Element.Code), (code, use) => values.TryGetValue((code, use.Period, use.Version ?? 0), out var body) ? body : null)
            .Where(d => d.Version.Version > after || (d.Version.Version == after && string.CompareOrdinal(d.Element, last) > 0)).Take(page.Size + 1);
        var sees = await SeesValues.OfAsync(caller, clock.Today(), connection, cancel);
        var fields = form.Fields.ToDictionary(f => f.Element.Code, f => (f.Profile, Sees: sees(f.Element, filing.Unit)), StringComparer.Ordinal);
        return page.Of([.. changes.Select(d => View(d, fields[d.Element].Profile, fields[d.Element].Sees))], c => [c.Version.ToString(CultureInfo.InvariantCulture), c.Element]);
    }

    private static Change View(FieldDifference d, MaskingProfile mask, bool seesTaken)
    {
        JsonElement? Show(FieldState? state) => state?.Value is { } value && (seesTaken || state.Kind == FieldKind.TYPED) ? mask.Show(value) : null;
        return new(d.Version.Version, d.Version.At, d.Version.By, d.Element, Show(d.Old), Show(d.New), d.Old?.Kind, d.New?.Kind, d.New?.From);
    }

    /// <summary>What the values that were taken say: all of them in one statement.</summary>
    private static async Task<Dictionary<(string, string, int), JsonElement>> ReadTakenAsync(
        AskedForm form, string unit, List<FilingVersion> versions, NpgsqlConnection connection, CancellationToken cancel)
    {
        var ids = form.Fields.ToDictionary(f => f.Element.Code, f => f.Element.Id, StringComparer.Ordinal);
        var taken = versions.SelectMany(v => v.Uses).Where(u => u.Value.Version is not null && ids.ContainsKey(u.Key))
            .Select(u => (Code: u.Key, u.Value.Period, Version: u.Value.Version!.Value)).Distinct().ToArray();
        if (taken.Length == 0) return [];
        var rows = await connection.QueryAsync<TakenRow>(new CommandDefinition(
            """
            SELECT w.code, w.period, w.version, v.number, v.text, v.flag
            FROM unnest(@codes, @elements, @periods, @versions) AS w(code, element, period, version) CROSS JOIN LATERAL (
                SELECT number, text, flag FROM value_version WHERE unit = @unit AND element = w.element AND period = w.period AND version = w.version LIMIT 1) v
            """,
            new
            {
                unit, codes = Array.ConvertAll(taken, t => t.Code), elements = Array.ConvertAll(taken, t => ids[t.Code]), periods = Array.ConvertAll(taken, t => t.Period),
                versions = Array.ConvertAll(taken, t => t.Version),
            }, cancellationToken: cancel));
        return rows.ToDictionary(r => (r.Code, r.Period, r.Version), r => new ValueBody(r.Number, r.Text, r.Flag).Json);
    }

    private sealed record FilingVersionRow
    {
        public int Version { get; init; }
        public bool Nil { get; init; }
        public string Answer { get; init; } = "{}";
        public string Used { get; init; } = "{}";
        public string FiledBy { get; init; } = "";
        public DateTimeOffset FiledAt { get; init; }

        public FilingVersion View => new(
            Version, Nil, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Answer)!, JsonSerializer.Deserialize<Dictionary<string, Use>>(Used, Json.Options)!, FiledBy, FiledAt);
    }

    private sealed record TakenRow
    {
        public string Code { get; init; } = "";
        public string Period { get; init; } = "";
        public int Version { get; init; }
        public decimal? Number { get; init; }
        public string? Text { get; init; }
        public bool? Flag { get; init; }
    }
}
