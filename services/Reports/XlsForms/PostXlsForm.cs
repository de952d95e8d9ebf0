using Datarun.Reports.Elements;
using Datarun.Reports.Spreadsheets;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.XlsForms;

public static class PostXlsForm
{
    /// <summary>A form that can be submitted, and what of the file is not in it.</summary>
    /// <param name="Code">form_id of the file; null where it has none.</param>
    /// <param name="Form">The form as PUT forms/{code} takes it.</param>
    /// <param name="NotMapped">Everything that did not map, with the reason.</param>
    /// <param name="Ledgers">Ledgers for what repeats.</param>
    /// <param name="MinutesRule">The rule by which minutes were estimated where the file does not say them.</param>
    public sealed record Answer(string? Code, FormDraft Form, IReadOnlyList<NotMapped> NotMapped, IReadOnlyList<LedgerDraft> Ledgers, RuleReference MinutesRule);

    /// <summary>
    /// Reads an XLSForm (.xlsx with survey, choices, settings) and answers the form that it comes to, ready for PUT forms/{code}, with a list of
    /// everything that did not map. Changes nothing: admission decides on the form when it is submitted.
    /// </summary>
    public static async Task<Answer> HandleAsync(
        HttpRequest request, Caller caller, CatchUp catchUp, Catalogue catalogue, Rules rules, TimeProvider clock, NpgsqlDataSource database, CancellationToken cancel)
    {
        var sheets = ReadSheets.Of(await UploadedWorkbook.ReadAsync(request, cancel));
        await catchUp.WithAsync(cancel, "exchange");
        await using var connection = await database.OpenConnectionAsync(cancel);
        var rule = rules.Get("form.filing.minutesPerCell", clock.Today());
        var read = new ReadXlsForm(sheets, await catalogue.ReadAsync(connection, cancel), caller.Unit, rule.Int, Language.IsChinese(request.HttpContext)).Read();
        return new Answer(read.Code, read.Draft, read.NotMapped, read.Ledgers, rule.Reference);
    }
}
