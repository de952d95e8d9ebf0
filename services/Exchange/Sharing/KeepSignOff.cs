using Dapper;
using Npgsql;

namespace Datarun.Exchange.Sharing;

/// <summary>Keeps who signed a request off; a supplement's sign-off takes the place of the first.</summary>
public static class KeepSignOff
{
    public static Task RunAsync(NpgsqlConnection connection, Guid request, SignOff? signOff, DateOnly today, CancellationToken cancel) =>
        signOff is null ? Task.CompletedTask : connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO sharing_sign_off (request_id, post, signed_on) VALUES (@request, @post, @on)
            ON CONFLICT (request_id) DO UPDATE SET post = excluded.post, signed_on = excluded.signed_on
            """, new { request, post = signOff.Post, on = signOff.On ?? today }, cancellationToken: cancel));
}
