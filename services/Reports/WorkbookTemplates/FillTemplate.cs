using System.Globalization;
using Dapper;
using Datarun.Reports.Elements;
using Datarun.Reports.Forms;
using Datarun.Reports.Places;
using Datarun.Reports.Requests;
using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Tasks;
using Datarun.Reports.Values;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Periods;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.WorkbookTemplates;

/// <summary>Fills a department's own workbook with what it may read; what it may not read, and what nobody reported, stays empty, never 0.</summary>
public sealed class FillTemplate(Catalogue catalogue, AskedForms forms, NpgsqlDataSource database, TimeProvider clock)
{
    private const int MostUnits = 1000;

    /// <summary>How much of a template a place has for a period.</summary>
    /// <param name="Filled">Cells with a value.</param>
    /// <param name="Empty">Cells without one, and why.</param>
    public sealed record Answer(string Code, int Version, string Period, string Under, int Filled, IReadOnlyList<EmptyCell> Empty);

    /// <summary>
    /// The department's own file, its layout, styles and formulas as they are, with the values of a period and a place: the place's own
    /// figures (rolled up from below) in single cells, each unit's in tables. X-Cells-Filled and X-Cells-Empty count; GET coverage says why.
    /// </summary>
    public static async Task<Results<FileContentHttpResult, Refused>> FilledAsync(
        string code, string period, string under, Caller caller, FillTemplate fill, HttpContext context, CancellationToken cancel)
    {
        var (template, writes, empty) = await fill.ReadAsync(code, period, under, caller, cancel);
        context.Response.Headers["X-Cells-Filled"] = writes.Count(w => w.Value is not null).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers["X-Cells-Empty"] = empty.Count.ToString(CultureInfo.InvariantCulture);
        return Xlsx.Give(FillFile.Of(template.File, writes), $"{code}-{under}-{period}");
    }

    /// <summary>What the filled file has and lacks: every cell that stays empty, with the reason.</summary>
    public static async Task<Results<Ok<Answer>, Refused>> CoverageOfAsync(
        string code, string period, string under, Caller caller, FillTemplate fill, CancellationToken cancel)
    {
        var (template, writes, empty) = await fill.ReadAsync(code, period, under, caller, cancel);
        return TypedResults.Ok(new Answer(code, template.Version, period, under, writes.Count(w => w.Value is not null), empty));
    }

    private async Task<(Template Template, IReadOnlyList<(CellAddress At, object? Value)> Writes, IReadOnlyList<EmptyCell> Empty)> ReadAsync(
        string code, string period, string under, Caller caller, CancellationToken cancel)
    {
        if (!Period.TryParse(period, out var of)) throw CommonProblems.ParameterInvalid.At("?period", period).AsException();
        if (Place.Read(under) is not { } place || place.Code == Place.Country) throw CommonProblems.ParameterInvalid.At("?under", RightForm.Of(nameof(DivisionCode))).AsException();
        await using var connection = await database.OpenConnectionAsync(cancel);
        if (await Template.InUseAsync(code, caller, connection, cancel) is not { } template) throw TemplateProblems.TemplateUnknown.Refuse().AsException();
        if (!caller.AreaCovers(under)) throw ReportsProblems.OutsideArea.At("?under", under).AsException();
        var form = (await Template.FormAsync(template.Form, catalogue, forms, connection, cancel))!;
        var names = (await connection.QueryAsync<(string Code, string Name)>(new CommandDefinition(
            $"(SELECT code, name FROM division WHERE code = @under) UNION ALL (SELECT code, name FROM division WHERE code <> @under AND {FindPlaces.UnitsOfLevel} ORDER BY code LIMIT @most)",
            new { under, level = (short)form.Body.Level, low = place.Low, high = place.High, starts = of.Start, until = of.End, most = MostUnits + 1 }, cancellationToken: cancel))).AsList();
        (string Code, string Name) self = (under, names.Where(n => n.Code == under).Select(n => n.Name).FirstOrDefault(under));
        var units = names.Where(n => Place.LevelOf(n.Code) == (short)form.Body.Level).ToList();
        var mapping = template.Mapped;
        if (mapping.Tables is { Count: > 0 } && units.Count > MostUnits) throw SpreadsheetProblems.WorkbookTooLarge.At("?under", $"≤ {MostUnits}").AsException();

        var plan = new FillPlan(form, period, self, units).Of(mapping, ReadSheets.Of(template.File));
        var request = new Request { Form = form.Code, FormVersion = form.Version, Department = template.Department, Period = of, Under = under };
        var tasks = plan.Units.Select(unit => new AskedUnit(request, form, unit)).ToList();
        var cells = tasks.Count == 0 ? [] : await ReadCells.OfAsync(tasks, clock.Today(), connection, cancel);
        var known = tasks.Zip(cells).SelectMany(t => t.Second.Select(cell => (t.First.Unit, Cell: cell))).ToDictionary(c => (c.Unit, c.Cell.Element.Code), c => c.Cell);
        var (writes, empty) = plan.With(known, await SeesValues.OfAsync(caller, clock.Today(), connection, cancel));
        return (template, writes, empty);
    }
}
