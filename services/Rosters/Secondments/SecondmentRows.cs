using Dapper;
using Datarun.Rosters.People;
using Datarun.Rosters.Units;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Problems;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Rosters.Secondments;

/// <summary>Reads and writes secondments. Whoever decides holds the person until the end, as for assignments: all of a person's are looked at together.</summary>
internal static class SecondmentRows
{
    // Far beyond any secondment; keeps clocks in months and workdays within what a date can say.
    private static readonly DateOnly First = new(2000, 1, 1), Last = new(2100, 12, 31);

    /// <summary>Notes a day that no secondment has.</summary>
    public static Check InRange(this Check check, DateOnly day, string pointer) =>
        check.That(day >= First && day <= Last, pointer, SecondmentProblems.DateOutOfRange, $"{First:yyyy-MM-dd} – {Last:yyyy-MM-dd}");

    /// <summary>One with its person held, and held itself; throws SECONDMENT_UNKNOWN.</summary>
    public static async Task<Secondment> LockAsync(NpgsqlConnection connection, Guid id, CancellationToken cancel)
    {
        await HoldPerson.OfAsync(connection, "secondment", id, cancel);
        return await HeldAsync(connection, "s.id = @id", new { id }, cancel) is [var one] ? one : throw SecondmentProblems.Unknown.Refuse().AsException();
    }

    /// <summary>Those of a person, and the one of an id whosever it is; held.</summary>
    public static Task<List<Secondment>> OfPersonAsync(NpgsqlConnection connection, Guid person, Guid id, CancellationToken cancel) =>
        HeldAsync(connection, "s.person = @person OR s.id = @id", new { person, id }, cancel);

    /// <summary>Those that the rules count beside one.</summary>
    public static IReadOnlyList<Secondment> Beside(this IEnumerable<Secondment> all, Secondment one) => [.. all.Where(s => s.Id != one.Id && s.Person == one.Person && !s.NeverBegan)];

    /// <summary>Keeps a new one.</summary>
    public static Task InsertAsync(NpgsqlConnection connection, Secondment s, CancellationToken cancel) => connection.ExecuteAsync(new CommandDefinition(
        """
        INSERT INTO secondment (id, person, post, lender, borrower, from_on, until_on, returned_on, reason, exemption_ground, exemption_basis, told_of, version)
        VALUES (@Id, @Person, @Post, @Lender, @Borrower, @FromOn, @UntilOn, @ReturnedOn, @Reason, @ExemptionGround, @ExemptionBasis, @ToldOf, @Version)
        """, s, cancellationToken: cancel));

    /// <summary>Keeps what one has become.</summary>
    public static Task UpdateAsync(NpgsqlConnection connection, Secondment s, CancellationToken cancel) => connection.ExecuteAsync(new CommandDefinition(
        """
        UPDATE secondment SET from_on = @FromOn, until_on = @UntilOn, returned_on = @ReturnedOn, reason = @Reason, exemption_ground = @ExemptionGround,
            exemption_basis = @ExemptionBasis, told_of = @ToldOf, version = @Version
        WHERE id = @Id
        """, s, cancellationToken: cancel));

    /// <summary>The place of a unit that is known.</summary>
    public static async Task<DivisionCode> PlaceOfAsync(NpgsqlConnection connection, string unit, CancellationToken cancel) =>
        DivisionCode.Parse((await UnitPlaces.FindAsync(connection, OrgUnitCode.Parse(unit), cancel))!);

    /// <summary>Throws OUTSIDE_YOUR_UNIT unless the lender or the borrower lies in the caller's area.</summary>
    public static async Task MustSeeAsync(NpgsqlConnection connection, Caller caller, Secondment s, CancellationToken cancel)
    {
        var place = await UnitPlaces.FindAsync(connection, OrgUnitCode.Parse(s.Borrower), cancel);
        if (place is null || !caller.AreaCovers(place)) await PeopleInArea.MustCoverAsync(connection, caller, s.Lender, cancel);
    }

    private static async Task<List<Secondment>> HeldAsync(NpgsqlConnection connection, string which, object about, CancellationToken cancel) =>
        (await connection.QueryAsync<Secondment>(new CommandDefinition($"SELECT {Secondment.Columns} FROM secondment s WHERE {which} ORDER BY s.id FOR UPDATE", about, cancellationToken: cancel))).AsList();
}
