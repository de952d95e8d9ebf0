using Dapper;
using Datarun.ServiceDefaults.Bus;
using Datarun.ServiceDefaults.Codes;
using Datarun.ServiceDefaults.Security;
using Npgsql;

namespace Datarun.Accountability.Reactions;

/// <summary>A unit and the place that it is or belongs to.</summary>
/// <param name="Code">A division's code, or a body's own.</param>
/// <param name="Area">The place.</param>
public sealed record KnownUnit(string Code, string Area)
{
    /// <summary>Whether this unit is a place.</summary>
    public bool IsPlace => Code == Area;

    /// <summary>Whether the other is this unit or lies below it.</summary>
    public bool Covers(KnownUnit other) => Code == other.Code || (IsPlace && other.Area.StartsWith(Area, StringComparison.Ordinal));

    /// <summary>Throws OUTSIDE_YOUR_UNIT unless the unit lies in the caller's area.</summary>
    public void MustLieInAreaOf(Caller caller)
    {
        if (!caller.AreaCovers(Area)) throw ServiceDefaults.Problems.CommonProblems.OutsideYourUnit.Refuse().With("unit", Code).With("yours", caller.Unit).AsException();
    }
}

/// <summary>Looks units up in what Rosters told.</summary>
public sealed class Units(NpgsqlDataSource database, CatchUp catchUp)
{
    /// <summary>The unit; throws UNIT_UNKNOWN (422) for one that Rosters does not know, after it has been heard out.</summary>
    public async Task<KnownUnit> MustKnowAsync(string code, string pointer, CancellationToken cancel)
    {
        if (!OrgUnitCode.TryParse(code, out _)) throw AccountabilityProblems.UnitUnknown.At(pointer).AsException();
        if (await FindAsync(code, cancel) is { } known) return known;
        await catchUp.WithAsync(cancel, "rosters");
        return await FindAsync(code, cancel) ?? throw AccountabilityProblems.UnitUnknown.At(pointer, code).AsException();
    }

    /// <summary>Throws PLACE_ENDED at the pointer where the unit's place, or one above it, has its last day before the given one.</summary>
    public async Task MustLastUntilAsync(KnownUnit unit, DateOnly day, string pointer, CancellationToken cancel)
    {
        var area = DivisionCode.Parse(unit.Area);
        await using var connection = await database.OpenConnectionAsync(cancel);
        var ended = await connection.QueryFirstOrDefaultAsync<Place>(new CommandDefinition(
            "SELECT code, valid_to FROM place WHERE code = ANY(@codes) AND valid_to < @day ORDER BY valid_to, code LIMIT 1",
            new { codes = area.Ancestors.Prepend(area).Select(c => c.ToString()).ToList(), day }, cancellationToken: cancel));
        if (ended is not null) throw AccountabilityProblems.PlaceEnded.At(pointer, $"{ended.Code}: {ended.ValidTo:yyyy-MM-dd}").AsException();
    }

    /// <summary>A place is known if it or anything below it is: those above need not have been imported.</summary>
    private async Task<KnownUnit?> FindAsync(string code, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        var area = DivisionCode.TryParse(code, out var place)
            ? await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                "SELECT @code WHERE EXISTS (SELECT FROM place WHERE code >= @code COLLATE \"C\" AND code < @end COLLATE \"C\")",
                new { code, end = place.RangeEnd }, cancellationToken: cancel))
            : await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                "SELECT division FROM org_unit WHERE code = @code", new { code }, cancellationToken: cancel));
        return area is null ? null : new KnownUnit(code, area);
    }
}
