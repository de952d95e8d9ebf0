using System.Text.Json;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Amendments;

public static class ListAmendments
{
    /// <summary>OPEN: filed before the correction. AMENDED: filed again since.</summary>
    public enum AmendmentState { OPEN, AMENDED }

    /// <summary>A filing that used a value which was corrected later.</summary>
    /// <param name="OldValue">What it was filed with; null for nil, and for a citizen number.</param>
    /// <param name="Value">What is right.</param>
    /// <param name="Correction">The correction.</param>
    public sealed record Amendment(
        Guid Filing, string Task, string Form, string Unit, string Period, string Element, JsonElement? OldValue, JsonElement? Value, Guid Correction,
        DateTimeOffset NotedAt, AmendmentState State);

    /// <summary>
    /// Filings that used a value which was corrected later (政务数据共享条例 第26条), oldest first. A correction reopens nothing: the task stays as it was, and the
    /// filing is amended by filing it again. For the unit and what lies below it, or for a department about its own forms; one of the two is named.
    /// </summary>
    /// <param name="unit">A place, with everything below it.</param>
    /// <param name="department">The department whose forms they were filed for.</param>
    public static async Task<Page<Amendment>> HandleAsync(
        string? unit, string? department, AmendmentState? state, [AsParameters] PageQuery page, Caller caller, Catalogue catalogue, NpgsqlDataSource database, CancellationToken cancel)
    {
        var place = unit is null ? Place.Read(Place.Country) : Place.Read(unit);
        if ((unit is null) == (department is null) || place is null || department?.Contains('\0') == true) throw CommonProblems.ParameterInvalid.At("?unit", "?unit | ?department").AsException();
        caller.MustCover(unit ?? department!);
        var (after, last) = (Guid.Empty, Guid.Empty);
        if (page.Keys(2) is [var correction, var filing] && !(Guid.TryParse(correction, out after) && Guid.TryParse(filing, out last))) throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var elements = (await catalogue.ReadAsync(connection, cancel)).ById;
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            SELECT * FROM (
                SELECT a.filing, f.request, f.form, f.unit, c.period, a.element, a.correction, a.noted_at, CASE WHEN f.filed_at > a.noted_at THEN 'AMENDED' ELSE 'OPEN' END AS state,
                    old.number AS old_number, old.text AS old_text, old.flag AS old_flag, new.number, new.text, new.flag
                FROM filing_amendment a JOIN filing f ON f.id = a.filing JOIN request r ON r.id = f.request JOIN correction c ON c.id = a.correction
                LEFT JOIN LATERAL (SELECT h.number, h.text, h.flag FROM value_history h
                    WHERE h.unit = c.unit AND h.element = a.element AND h.period = c.period AND h.version = c.old_version LIMIT 1) old ON true
                LEFT JOIN LATERAL (
                    SELECT v.number, v.text, v.flag FROM value v WHERE v.unit = c.unit AND v.element = a.element AND v.period = c.period AND v.version = c.version
                    UNION ALL
                    SELECT h.number, h.text, h.flag FROM value_history h WHERE h.unit = c.unit AND h.element = a.element AND h.period = c.period AND h.version = c.version
                    LIMIT 1) new ON true
                WHERE f.unit >= @Low AND f.unit < @High AND (@department::text IS NULL OR r.department = @department)) amendment
            WHERE (correction, filing) > (@after, @last) AND (@state::text IS NULL OR state = @state)
            ORDER BY correction, filing LIMIT @limit
            """, new { place.Low, place.High, department, after, last, state = state?.ToString(), limit = page.Size + 1 }, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.View(elements[r.Element], department)).ToList(), a => [a.Correction.ToString(), a.Filing.ToString()]);
    }

    private sealed record Row
    {
        public Guid Filing { get; init; }
        public Guid Request { get; init; }
        public string Form { get; init; } = "";
        public string Unit { get; init; } = "";
        public string Period { get; init; } = "";
        public int Element { get; init; }
        public Guid Correction { get; init; }
        public DateTimeOffset NotedAt { get; init; }
        public string State { get; init; } = "";
        public decimal? OldNumber { get; init; }
        public string? OldText { get; init; }
        public bool? OldFlag { get; init; }
        public decimal? Number { get; init; }
        public string? Text { get; init; }
        public bool? Flag { get; init; }

        /// <summary>A department sees that a filing for its form is concerned; the values only of what it may read without asking.</summary>
        public Amendment View(Element element, string? department) => new(
            Filing, AskedUnit.IdOf(Request, Unit), Form, Unit, Period, element.Code, Json(element, department, new(OldNumber, OldText, OldFlag)),
            Json(element, department, new(Number, Text, Flag)), Correction,
            NotedAt, Enum.Parse<AmendmentState>(State));

        private static JsonElement? Json(Element element, string? department, ValueBody body) =>
            element.IsCitizenId || body == ValueBody.Nil || (department is not null && element.SharingClass != "UNCONDITIONAL" && element.Source != department) ? null : body.Json;
    }
}
