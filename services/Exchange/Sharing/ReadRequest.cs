using Dapper;
using Datarun.Exchange.Disputes;
using Datarun.Exchange.Proceedings;
using Datarun.ServiceDefaults.Law;
using Npgsql;

namespace Datarun.Exchange.Sharing;

/// <summary>Reads what lies beside a request.</summary>
public static class ReadRequest
{
    /// <summary>The request with its grant, sign-off, extensions and history.</summary>
    public static async Task<SharingRequestView> WholeAsync(NpgsqlConnection connection, SharingRequest request, SharingGrant? grant, CancellationToken cancel)
    {
        var signOff = await connection.QuerySingleOrDefaultAsync<(string Post, DateOnly On)?>(new CommandDefinition(
            "SELECT post, signed_on FROM sharing_sign_off WHERE request_id = @Id", new { request.Id }, cancellationToken: cancel));
        return SharingRequestView.Of(request) with
        {
            Grant = grant is null ? null : await ReadGrants.WithObligationsAsync(connection, grant, cancel),
            Withheld = grant is null ? null : [.. request.Elements.Except(grant.Elements, StringComparer.Ordinal)],
            SignOff = signOff is { } signed ? new SignOff(signed.Post, signed.On) : null,
            OverdueRule = request.OverdueSince is { } since ? Rules.Default.Get("share.overdue.record", ChinaDay.Of(since)).Reference : null,
            Extensions = await Extensions.OfAsync(connection, request.Id, cancel),
            Dispute = await Dispute.OfAsync(connection, request.Id, cancel) is { } dispute ? DisputeView.Of(dispute, request.Consumer, request.Provider!) : null,
            History = await ReadHistory.OfAsync(connection, request.Id, cancel),
        };
    }
}
