using System.Text.Json;
using Dapper;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Exchange.Audit;

/// <summary>Gives the audit log away, so that it can be checked where nobody of this system can reach.</summary>
public static class ExportAudit
{
    /// <summary>
    /// The log as NDJSON, streamed: a line <c>{"number","text","hash"}</c> for each entry and, after the entry that it signs, a line
    /// <c>{"checkpoint":{…}}</c>. From <c>after</c> on it begins with <c>{"start":{"number","hash"}}</c>. To be checked with
    /// <c>--verify-audit FILE --key PUBLIC.pem</c>, which needs neither database nor network. What is after the last checkpoint is not proven by it; exports that go on from
    /// each other may be joined to one file. Every entry is needed to check it, whoever it is about: for auditors of the whole country (<c>CN</c>).
    /// </summary>
    /// <param name="after">Number of an entry; those after it are exported. 0, the default, exports all.</param>
    /// <param name="signed">Whether it ends with the last checkpoint: what was not signed yet is left out.</param>
    public static async Task HandleAsync(long? after, bool? signed, Caller caller, HttpContext context, NpgsqlDataSource database, CancellationToken cancel)
    {
        if (caller.Oversight is not "") throw CommonProblems.OutsideYourUnit.Refuse().With("unit", DivisionCode.Country).With("yours", caller.Unit).AsException();
        var from = after ?? 0;
        await using var connection = await database.OpenConnectionAsync(cancel);
        var start = from == 0 ? AuditChain.Start : await connection.ExecuteScalarAsync<byte[]?>(new CommandDefinition(
            "SELECT hash FROM audit_entry WHERE number = @from", new { from }, cancellationToken: cancel))
            ?? throw CommonProblems.ParameterInvalid.At("?after", $"{after}").AsException();
        context.Response.ContentType = "application/x-ndjson";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"audit.ndjson\"";
        await using var answer = new StreamWriter(context.Response.Body, leaveOpen: true) { NewLine = "\n" };
        if (from > 0) await answer.WriteLineAsync(Write(new ExportLine { Start = new ExportStart(from, Convert.ToHexStringLower(start)) }));
        var rows = connection.QueryUnbufferedAsync<Row>(
            $"""
            SELECT e.number AS entry, e.entry AS text, e.hash AS entry_hash, {CheckpointRow.Columns}
            FROM audit_entry e LEFT JOIN audit_checkpoint c ON c.number = e.number WHERE e.number > @from
                AND (@all OR e.number <= (SELECT max(number) FROM audit_checkpoint)) ORDER BY e.number
            """, new { from, all = signed is not true }, commandTimeout: 0);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            await answer.WriteLineAsync(Write(new ExportLine { Number = row.Entry, Text = row.Text, Hash = Convert.ToHexStringLower(row.EntryHash) }));
            if (row.Checkpoint is { } checkpoint) await answer.WriteLineAsync(Write(new ExportLine { Checkpoint = checkpoint }));
        }
    }

    private static string Write(ExportLine line) => JsonSerializer.Serialize(line, ExportLine.Form);

    private sealed record Row : CheckpointRow
    {
        public long Entry { get; init; }
        public string Text { get; init; } = "";
        public byte[] EntryHash { get; init; } = [];
    }
}
