using Dapper;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Amendments;

internal static class FindAmendment
{
    /// <summary>The amendment, for the unit that filed, the places above it, and the department that asked. Throws AMENDMENT_UNKNOWN, or OUTSIDE_YOUR_UNIT for others.</summary>
    /// <param name="toChange">Locks it, to be waived once.</param>
    public static async Task<AmendmentRow> ByIdAsync(Guid id, Caller caller, NpgsqlConnection connection, CancellationToken cancel, bool toChange = false)
    {
        if (toChange) await connection.ExecuteAsync(new CommandDefinition("SELECT FROM filing_amendment WHERE id = @id FOR UPDATE", new { id }, cancellationToken: cancel));
        var row = await connection.QuerySingleOrDefaultAsync<AmendmentRow>(new CommandDefinition(
            $"SELECT * FROM {AmendmentRow.From} WHERE id = @id", new { id }, cancellationToken: cancel)) ?? throw AmendmentProblems.AmendmentUnknown.Refuse().AsException();
        return (caller.Is(Role.REPORTER) && caller.Covers(row.Unit)) || (caller.Is(Role.DEPARTMENT) && caller.Covers(row.Department))
            ? row
            : throw CommonProblems.OutsideYourUnit.Refuse().With("unit", row.Unit).With("yours", caller.Unit).AsException();
    }
}
