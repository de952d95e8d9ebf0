using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Amendments;

public static class ListAmendments
{
    /// <summary>
    /// Filings that used a value which was corrected later, or a figure that was made of it or of rows of a ledger that were put right later (政务数据共享条例 第26条), oldest correction first. A correction reopens nothing: the task stays as it was, and
    /// the filing is amended by filing it again, or waived. For a unit and the places above it, and for departments about their own forms; a unit, a place or a department is named.
    /// </summary>
    /// <param name="unit">One unit that filed.</param>
    /// <param name="under">A place, with everything below it.</param>
    /// <param name="department">The department that asked.</param>
    /// <param name="form">Only filings of this form.</param>
    /// <param name="element">Only corrections of this element.</param>
    public static async Task<Page<Amendment>> HandleAsync(
        string? unit, string? under, string? department, string? form, string? element, AmendmentState? state, [AsParameters] PageQuery page, Caller caller,
        Catalogue catalogue, NpgsqlDataSource database, CancellationToken cancel)
    {
        if (unit is null && under is null && department is null) throw CommonProblems.ParameterInvalid.At("?unit", "?unit | ?under | ?department").AsException();
        if (unit is not null && !DivisionCode.TryParse(unit, out _)) throw CommonProblems.ParameterInvalid.At("?unit", RightForm.Of(nameof(DivisionCode))).AsException();
        if (department is not null) caller.MustCover(department);
        var place = Place.Read(under ?? Place.Country) ?? throw CommonProblems.ParameterInvalid.At("?under", RightForm.Of(nameof(DivisionCode))).AsException();
        var own = department ?? SeenPlace.Of(unit ?? under!, caller).Department;
        var (after, last, one) = (Guid.Empty, Guid.Empty, Guid.Empty);
        if (page.Keys(3) is [var correction, var filing, var id] && !(Guid.TryParse(correction, out after) && Guid.TryParse(filing, out last) && Guid.TryParse(id, out one))) throw CommonProblems.CursorInvalid.At("?after").AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        var elements = await catalogue.ReadAsync(connection, cancel);
        if (element is not null && !elements.ByCode.ContainsKey(element)) throw ReportsProblems.ElementUnknown.At("?element", element).AsException();
        var rows = await connection.QueryAsync<AmendmentRow>(new CommandDefinition(
            $"""
            SELECT * FROM {AmendmentRow.From}
            WHERE (unit = @unit OR @unit IS NULL AND unit >= @Low AND unit < @High) AND (@own::text IS NULL OR department = @own)
                AND (@form::text IS NULL OR form = @form) AND (@of::integer IS NULL OR element = @of) AND (@state::text IS NULL OR state = @state)
                AND (correction, filing, id) > (@after, @last, @one)
            ORDER BY correction, filing, id LIMIT @limit
            """,
            new
            {
                unit, place.Low, place.High, own, form, of = element is null ? (int?)null : elements.ByCode[element].Id, state = state?.ToString(), after, last, one, limit = page.Size + 1,
            }, cancellationToken: cancel));
        return page.Of(rows.Select(r => r.View(elements.ById[r.Element], caller)).ToList(), a => [a.Correction.ToString(), a.Filing.ToString(), a.Id.ToString()]);
    }
}
