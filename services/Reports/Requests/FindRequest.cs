using Dapper;
using Datarun.Reports.Places;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Reports.Requests;

/// <summary>Finds a request and the part of it that is meant.</summary>
public static class FindRequest
{
    /// <summary>The request; throws REQUEST_UNKNOWN.</summary>
    public static async Task<RequestRow> ByIdAsync(Guid id, NpgsqlConnection connection, CancellationToken cancel) =>
        await connection.QuerySingleOrDefaultAsync<RequestRow>(new CommandDefinition("SELECT * FROM request WHERE id = @id", new { id }, cancellationToken: cancel))
        ?? throw ReportsProblems.RequestUnknown.Refuse().AsException();

    /// <summary>A part of the caller's own request: what both the place and the request reach.</summary>
    public static async Task<RequestPart> OwnPartAsync(Guid id, string? under, Caller caller, NpgsqlConnection connection, CancellationToken cancel)
    {
        var row = await ByIdAsync(id, connection, cancel);
        caller.MustCover(row.Department);
        return PartOf(row, under, "/under");
    }

    /// <summary>A part of a request that the caller may look at: the department all of it, a place what reaches it.</summary>
    public static async Task<RequestPart> SeenPartAsync(Guid id, string? under, Caller caller, NpgsqlConnection connection, CancellationToken cancel)
    {
        var row = await ByIdAsync(id, connection, cancel);
        if (caller.Covers(row.Department)) return PartOf(row, under, "?under");
        // A place that names none looks at its own part.
        under ??= caller.Unit;
        caller.MustCover(under);
        return PartOf(row, under, "?under");
    }

    private static RequestPart PartOf(RequestRow row, string? under, string pointer)
    {
        if (under is null) return new RequestPart(row, row.Under, row.Low, row.High);
        if (Place.Read(under) is not { } place) throw (pointer[0] == '/' ? CommonProblems.CodeInvalid : CommonProblems.ParameterInvalid).At(pointer, under).AsException();
        // Ranges of codes nest or are apart.
        var whole = new Place(row.Under, row.Low, row.High);
        return whole.Covers(place) ? new RequestPart(row, under, place.Low, place.High)
            : place.Covers(whole) ? new RequestPart(row, under, row.Low, row.High)
            : throw RequestsProblems.NotAskedThere.At(pointer, under).AsException();
    }
}

/// <summary>A part of a request.</summary>
/// <param name="Request">The request.</param>
/// <param name="Under">The place as it was named.</param>
/// <param name="Low">First code of the part.</param>
/// <param name="High">First code after it.</param>
public sealed record RequestPart(RequestRow Request, string Under, string Low, string High);
