using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Filings;

public static class ListFilings
{
    /// <summary>Filings with their versions, by unit.</summary>
    /// <param name="unit">The unit, with everything below it.</param>
    /// <param name="form">Only those of this form.</param>
    /// <param name="period">Only those of this period.</param>
    public static async Task<Page<FilingView>> HandleAsync(
        string unit, string? form, string? period, [AsParameters] PageQuery page, Caller caller, Catalogue catalogue, AskedForms forms, NpgsqlDataSource database, CancellationToken cancel)
    {
        if (Place.Read(unit) is not { } place) throw CommonProblems.ParameterInvalid.At("?unit", RightForm.Of(nameof(DivisionCode))).AsException();
        if (period is not null && !Period.TryParse(period, out _)) throw CommonProblems.ParameterInvalid.At("?period", period).AsException();
        var department = caller.Covers(unit) ? null : caller.Is(Role.DEPARTMENT) ? caller.Unit : null;
        if (department is null) caller.MustCover(unit);
        var keys = page.Keys(2) ?? ["", Guid.Empty.ToString()];
        var id = PageQuery.IdOf(keys[1]);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rows = (await connection.QueryAsync<FilingRow>(new CommandDefinition(
            $"""
            {FilingRow.Select}
            WHERE f.unit >= @Low AND f.unit < @High AND (f.unit, f.id) > (@after, @id) AND (@form IS NULL OR f.form = @form)
                AND (@period IS NULL OR f.period = @period) AND (@department IS NULL OR r.department = @department)
            ORDER BY f.unit, f.id LIMIT @limit
            """, new { place.Low, place.High, after = keys[0], id, form, period, department, limit = page.Size + 1 }, cancellationToken: cancel))).AsList();
        var versions = await forms.ReadAsync(rows.ConvertAll(r => (r.Form, r.FormVersion)), await catalogue.ReadAsync(connection, cancel), connection, cancel);
        return page.Of(rows.ConvertAll(r => r.View(versions[(r.Form, r.FormVersion)])), f => [f.Unit, f.Id.ToString()]);
    }
}
