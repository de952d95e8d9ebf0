using Datarun.Reports.Spreadsheets;
using Datarun.Reports.Tasks;
using Datarun.ServiceDefaults.Http;
using Datarun.ServiceDefaults.Law;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Datarun.Reports.Workbooks;

public static class GetTaskWorkbook
{
    /// <summary>
    /// A task as .xlsx to be filled and sent back: what is known is filled in, locked and marked with its source, what is out of date can be
    /// confirmed, what is missing has its drop-down or bounds; where a rule allows an exception, a second sheet takes the reason. Headings by Accept-Language. Only for the unit and the places above it.
    /// </summary>
    public static async Task<FileContentHttpResult> HandleAsync(
        string id, Caller caller, FindTask find, NpgsqlDataSource database, TimeProvider clock, HttpContext context, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var task = await find.OwnAsync(id, caller, connection, cancel);
        var filled = (await FilingTask.ReadAsync([task], clock.Today(), connection, cancel))[0];
        ETags.Give(context, filled.Version);
        return Xlsx.Give(TaskSheet.Write(filled, Language.IsChinese(context)), $"{task.Form.Code}-{task.Unit}-{task.Request.Period}");
    }
}
